package dev.noyau.golden;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Node;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.CustomOp;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.Sub;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Init;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Losses;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Scope;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import dev.noyau.testing.Safetensors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Ten training steps of a LeNet on MNIST give PyTorch's ten losses and its weights: with the batch norm of the library
/// and with a user's layer in its place, of ops of the graph and one op of the user's own, for the inverse square
/// root.
class LenetTrajectoryTest {
    private static final int STEPS = 10;
    private static final int BATCH = 64;
    private static final int PIXELS = 28 * 28;

    /// Losses in float32 leave those in float64 by less than this over ten steps.
    private static final double LOSS_TOLERANCE = 1e-4;

    /// Weights after ten steps that rounded them to float32 each time.
    private static final double WEIGHT_TOLERANCE = 1e-4;

    private static final Map<String, Tensor> INIT = Safetensors.read("/torch/lenet-init.safetensors");
    private static final Map<String, Tensor> AFTER = Safetensors.read("/torch/lenet-after-step10.safetensors");

    /// Parts by the names that PyTorch's file gives them.
    ///
    /// @param norm a batch norm
    record Lenet(Layer norm) implements Layer {
        @Override
        public Value apply(Scope s, Value x) {
            Value v = s.apply("conv1", Conv2d.of(8, 5).padding(2), x);
            v = s.apply("bn1", norm, v);
            v = s.apply("pool1", MaxPool2d.of(2), s.apply("relu1", new Relu(), v));
            v = s.apply("relu2", new Relu(), s.apply("conv2", Conv2d.of(16, 5), v));
            v = s.apply("flatten", new Flatten(), s.apply("pool2", MaxPool2d.of(2), v));
            v = s.apply("relu3", new Relu(), s.apply("fc1", Linear.of(64), v));
            return s.apply("fc2", Linear.of(10), v);
        }
    }

    /// Batch normalisation in training (Ioffe, Szegedy 2015), without running statistics.
    record BatchNorm(float epsilon) implements Layer {
        @Override
        public Value apply(Scope s, Value x) {
            int channels = x.shape().dim(1);
            Shape column = Shape.of(1, channels, 1, 1);
            Value gamma = s.op(new Reshape(column), s.parameter("weight", Shape.of(channels), Init.ones()));
            Value beta = s.op(new Reshape(column), s.parameter("bias", Shape.of(channels), Init.zeros()));
            Value centred = s.op(new Sub(), x, mean(s, x));
            Value variance = mean(s, s.op(new Mul(), centred, centred));
            Value scale = s.op(new InverseSqrt(), s.add(variance, s.constant(epsilon)));
            return s.add(s.op(new Mul(), s.op(new Mul(), centred, scale), gamma), beta);
        }

        private static Value mean(Scope s, Value x) {
            long count = x.shape().size() / x.shape().dim(1);
            return s.op(new Mul(), s.op(new ReduceSum(List.of(0, 2, 3), true), x), s.constant(1f / count));
        }
    }

    /// `y = 1/√x`, `dx = -½ · y³ · dy`.
    record InverseSqrt() implements CustomOp {
        @Override
        public List<Type> infer(List<Type> in) {
            return in;
        }

        @Override
        public List<Tensor> compute(List<Tensor> in, List<Type> out) {
            float[] x = in.getFirst().toArray();
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) (1 / Math.sqrt(x[i]));
            }
            return List.of(Tensor.wrap(in.getFirst().shape(), x));
        }

        @Override
        public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
            Value y = node.output();
            Value cube = b.add(new Mul(), y, b.add(new Mul(), y, y));
            return Op.inputs(b.add(new Mul(), b.add(new Mul(), cube, b.constant(-0.5f)), Op.only(dy)));
        }
    }

    static Stream<Arguments> cases() {
        return Backends.all().stream()
                .flatMap(b -> Stream.of(new BatchNorm2d(), new BatchNorm(1e-5f)).map(norm -> Arguments.of(b, norm)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void trainsAsPyTorchDoes(Backends.Tested tested, Layer norm) throws IOException {
        Network network = Network.of(Shape.of(1, 28, 28), new Lenet(norm));
        Shape input = Shape.of(BATCH, 1, 28, 28);
        Graph graph = TrainingGraph.of(network, Losses.softmaxCrossEntropy(), input);
        Executable step = tested.backend().compile(graph);
        Parameters weights = network.initialParameters(0);
        weights.slots().keySet().forEach(path -> weights.set(path, INIT.get(path)));
        Parameters state = network.initialState();
        Parameters gradients = weights.zerosLike();
        float[] velocity = new float[weights.size()];
        float[] images = new float[BATCH * PIXELS];
        long[] labels = new long[BATCH];
        step.bind(GraphSource.INPUT, images);
        step.bind(LossFunction.TARGET, labels);
        byte[] data = data();
        float[] losses = new float[STEPS];
        for (int t = 0; t < STEPS; t++) {
            load(data, t, images, labels);
            step.run(weights, state, gradients);
            losses[t] = step.result(LossFunction.LOSS)[0];
            momentum(weights.slab(), gradients.slab(), velocity);
        }
        assertClose("losses", losses, expectedLosses(), LOSS_TOLERANCE);
        weights.slots()
                .keySet()
                .forEach(path -> assertClose(
                        path, weights.get(path).data(), AFTER.get(path).data(), WEIGHT_TOLERANCE));
        state.slots()
                .keySet()
                .forEach(path -> assertClose(
                        path, state.get(path).data(), AFTER.get(path).data(), WEIGHT_TOLERANCE));
        assertThat(state.slots().size()).isEqualTo(norm instanceof BatchNorm2d ? 2 : 0);
    }

    private static byte[] data() throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(Safetensors.bytes("/torch/mnist-640.gz")))) {
            return in.readAllBytes();
        }
    }

    private static void load(byte[] data, int step, float[] images, long[] labels) {
        int firstImage = STEPS * BATCH + step * images.length;
        for (int i = 0; i < labels.length; i++) {
            labels[i] = data[step * BATCH + i];
        }
        for (int i = 0; i < images.length; i++) {
            images[i] = (data[firstImage + i] & 0xff) / 255f;
        }
    }

    /// PyTorch's SGD: lr 0.05, momentum 0.9, weight decay 1e-4.
    private static void momentum(float[] w, float[] g, float[] v) {
        for (int i = 0; i < w.length; i++) {
            v[i] = 0.9f * v[i] + g[i] + 1e-4f * w[i];
            w[i] -= 0.05f * v[i];
        }
    }

    private static float[] expectedLosses() {
        String text = new String(Safetensors.bytes("/torch/lenet-losses.txt"), StandardCharsets.UTF_8);
        double[] d = text.lines().mapToDouble(Double::parseDouble).toArray();
        float[] f = new float[d.length];
        for (int i = 0; i < d.length; i++) {
            f[i] = (float) d[i];
        }
        return f;
    }
}
