package dev.noyau.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.graph.Value;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import dev.noyau.testing.Gen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Networks drawn at random, of sizes that fill blocks of channels and shards of images and sizes that do not: a
/// plan with all its fusions gives the loss and the gradients of the reference, and the same bits for any number
/// of threads.
class RandomNetworksTest {
    private static final int TRIES = 30;
    private static final int CLASSES = 5;

    /// Relative distance of a parameter's gradient, in float through some ten layers.
    private static final double TOLERANCE = 1e-4;

    @Test
    void plansGiveTheGradientsOfTheReference() {
        Gen.check(TRIES, g -> {
            Network network = network(g);
            Shape input = network.inputShape().prepend(g.pick(1, 2, 7, 8, 9, 17));
            Graph graph = TrainingGraph.of(network, Losses.softmaxCrossEntropy(), input);
            Parameters weights = network.initialParameters(g.seed());
            Map<String, Tensor> given = inputs(graph, g);
            Parameters none = network.initialState();
            Executable.Results expected = new ReferenceBackend().compile(graph).call(weights, none, given);
            List<Executable.Results> found = new ArrayList<>();
            for (Backends.Tested fast : Backends.fast()) {
                found.add(fast.backend().compile(graph).call(weights, none, given));
            }
            for (Executable.Results r : found) {
                assertThat(r.gradients().slab())
                        .as("bits")
                        .isEqualTo(found.getFirst().gradients().slab());
            }
            compare(network + " for " + input, found.getFirst(), expected);
        });
    }

    private static void compare(String what, Executable.Results found, Executable.Results expected) {
        float loss = expected.output(LossFunction.LOSS).data()[0];
        assertThat(found.output(LossFunction.LOSS).data()[0]).as(what).isCloseTo(loss, withinRelative(loss));
        expected.gradients().slots().keySet().forEach(path -> {
            float[] e = expected.gradients().get(path).data();
            float[] f = found.gradients().get(path).data();
            double distance = 0;
            double norm = 0;
            for (int i = 0; i < e.length; i++) {
                distance += Math.pow(e[i] - f[i], 2);
                norm += Math.pow(e[i], 2);
            }
            assertThat(Math.sqrt(distance))
                    .as(what + ": gradient of " + path)
                    .isLessThanOrEqualTo(TOLERANCE * Math.sqrt(norm) + TOLERANCE * 1e-3);
        });
    }

    private static org.assertj.core.data.Offset<Float> withinRelative(float value) {
        return org.assertj.core.data.Offset.offset((float) (TOLERANCE * Math.max(1, Math.abs(value))));
    }

    private static Map<String, Tensor> inputs(Graph graph, Gen g) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        graph.inputs().forEach((name, v) -> {
            int size = v.shape().intSize();
            given.put(
                    name,
                    v.type().dtype() == DType.F32
                            ? Tensor.wrap(v.shape(), g.floats(size))
                            : Tensor.ofLongs(v.shape(), g.longs(size, name.equals(GraphSource.KEY) ? 1000 : CLASSES)));
        });
        return given;
    }

    /// Applies a layer twice with the same weights.
    record Twice(Layer inner) implements Layer {
        @Override
        public Value apply(Scope s, Value x) {
            return s.apply("shared", inner, s.apply("shared", inner, x));
        }
    }

    private static Network network(Gen g) {
        Shape in = Shape.of(g.pick(1, 3, 5, 16, 20), g.between(7, 14), g.between(7, 14));
        List<Layer> layers = new ArrayList<>();
        int channels = in.dim(0);
        for (int i = g.between(1, 4); i > 0; i--) {
            int filters = g.pick(1, 4, 10, 16, 17, 33);
            Layer body = switch (g.between(0, 9)) {
                case 0 -> new Residual(conv(g, channels, filters, true), Conv2d.of(filters, 1));
                case 1 -> Residual.of(Sequential.of(conv(g, channels, channels, true), new Relu()));
                case 2 -> new Twice(conv(g, channels, channels, true));
                case 3 -> MaxPool2d.of(2).stride(g.between(1, 2)).padding(g.between(0, 1));
                case 4 -> AvgPool2d.of(2).stride(g.between(1, 2));
                case 5 -> up(g, filters);
                case 6 -> pool(g);
                default -> conv(g, channels, filters, false);
            };
            if (body instanceof Conv2d
                    || body instanceof ConvTranspose2d
                    || body instanceof Residual r && r.shortcut() != null) {
                channels = filters;
            }
            layers.add(body);
            layers.addAll(g.flip() ? List.of(new Relu()) : List.of());
            layers.addAll(g.between(0, 4) == 0 ? List.of(Dropout.of(0.3)) : List.of());
        }
        layers.addAll(end(g));
        return smallEnough(in, layers);
    }

    /// A convolution that fits; with `same`, one that keeps the size.
    private static Conv2d conv(Gen g, int channels, int filters, boolean same) {
        int kernel = same ? g.pick(1, 3, 5) : g.pick(1, 2, 3, 5);
        Conv2d c = Conv2d.of(filters, kernel);
        if (same) {
            c = c.dilation(g.pick(1, 1, 2)).same();
        } else {
            int most = kernel - 1;
            c = c.stride(g.between(1, 3), g.between(1, 2))
                    .padding(g.between(0, most), g.between(0, most), g.between(0, most), g.between(0, most));
        }
        for (int groups : new int[] {channels, 2}) {
            if (channels % groups == 0 && filters % groups == 0 && g.between(0, 3) == 0) {
                c = c.groups(groups);
            }
        }
        return g.flip() ? c : c.noBias();
    }

    private static ConvTranspose2d up(Gen g, int filters) {
        int stride = g.between(1, 3);
        int kernel = g.between(stride, stride + 1);
        ConvTranspose2d c = ConvTranspose2d.of(filters, kernel)
                .stride(stride, 1)
                .padding(g.between(0, kernel - 1), 0, g.between(0, kernel - 1), 0)
                .outputPadding(g.between(0, stride - 1), 0);
        return g.flip() ? c : c.noBias();
    }

    private static Layer pool(Gen g) {
        return switch (g.between(0, 3)) {
            case 0 -> AdaptivePool.average(g.between(2, 7), g.between(2, 7));
            case 1 -> AdaptivePool.max(g.between(2, 7), g.between(2, 7));
            case 2 -> MaxPool2d.of(3).stride(2).padding(g.between(0, 1)).ceilMode();
            default -> {
                AvgPool2d p = AvgPool2d.of(3).stride(2).padding(0, 1, 1, 0).ceilMode();
                yield g.flip() ? p : p.excludePadding();
            }
        };
    }

    private static List<Layer> end(Gen g) {
        return switch (g.between(0, 3)) {
            case 0 -> List.of(new GlobalAvgPool(), new Flatten(), Linear.of(CLASSES));
            case 1 -> List.of(new Flatten(), Dropout.of(0.5), Linear.of(CLASSES).noBias());
            case 2 -> List.of(new Flatten(), Linear.of(g.pick(7, 16, 40)), new Relu(), Linear.of(CLASSES));
            default -> List.of(Conv2d.of(CLASSES, 1));
        };
    }

    /// Leaves layers out from the front until the rest fits the image.
    private static Network smallEnough(Shape in, List<Layer> layers) {
        try {
            return Network.of(in, new Sequential(layers));
        } catch (IllegalArgumentException e) {
            return smallEnough(in, layers.subList(1, layers.size()));
        }
    }

    @Test
    void drawsManyKinds() {
        List<String> drawn = new ArrayList<>();
        for (long seed = 1; seed <= TRIES; seed++) {
            drawn.add(network(Gen.of(seed)).toString());
        }
        for (Class<?> kind : Arrays.asList(
                Residual.class,
                Twice.class,
                MaxPool2d.class,
                AvgPool2d.class,
                AdaptivePool.class,
                ConvTranspose2d.class,
                Dropout.class)) {
            assertThat(drawn).anyMatch(n -> n.contains(kind.getSimpleName() + "["));
        }
    }
}
