package dev.noyau.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.cpu.CpuBackend;
import dev.noyau.graph.Mode;
import dev.noyau.graph.op.CumSum;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.Reduce;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Tile;
import dev.noyau.graph.op.Window;
import dev.noyau.nn.Activation;
import dev.noyau.nn.AdaptivePool;
import dev.noyau.nn.AvgPool2d;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv1d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.ConvTranspose1d;
import dev.noyau.nn.ConvTranspose2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.GroupNorm;
import dev.noyau.nn.InstanceNorm2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.LayerNorm;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MaxPool1d;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.MultiHeadAttention;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Residual;
import dev.noyau.nn.Sequential;
import dev.noyau.nn.Softmax;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.testing.Gen;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the analysis says is what back-propagation finds, pixel by pixel.
class ProbeTest {
    private static final int NETWORKS = 300;
    private static final int POSITIONS = 6;

    /// Layers that cut values off, repeat or turn them: borders are then inside the image, too, or axes elsewhere.
    private static final List<String> CROPS = List.of(
            "Single[", "Skip[", "ConvTranspose2d[", "ConvTranspose1d[", "Join[axis=2", "Join[axis=3", "Turned[");

    @Test
    void probeEqualsAnalysisForRandomNetworks() {
        Gen.check(NETWORKS, g -> {
            Network n = network(g);
            for (ReceptiveField.Layer l : ReceptiveField.of(n).layers()) {
                if (g.between(0, 3) == 0
                        || l.path().equals(ReceptiveField.of(n).last().path())) {
                    compare(g, n, l);
                }
            }
        });
    }

    private static void compare(Gen g, Network n, ReceptiveField.Layer l) {
        if (l.output().rank() != n.inputShape().rank() && l.positions().stream().anyMatch(size -> size > 1)) {
            return;
        }
        List<List<Integer>> positions = new ArrayList<>();
        for (int i = 0; i < POSITIONS; i++) {
            positions.add(l.positions().stream()
                    .map(size -> g.pick(0, size - 1, g.between(0, size - 1)))
                    .toList());
        }
        List<BitSet> probed = Probe.pixels(n, n.inputShape(), l.path(), positions, new ReferenceBackend());
        for (int i = 0; i < POSITIONS; i++) {
            int[] at = positions.get(i).stream().mapToInt(k -> k).toArray();
            String what = n + " layer " + l.path() + " at " + positions.get(i);
            assertThat(l.pixels(at)).as(what).isEqualTo(probed.get(i));
            assertThat(l.region(at)).as(what).isEqualTo(box(probed.get(i), n.inputShape()));
            if (CROPS.stream().noneMatch(n.toString()::contains)) {
                inside(what, l, positions.get(i), probed.get(i), n.inputShape());
            }
        }
    }

    private static List<Interval> box(BitSet pixels, Shape input) {
        int w = input.dim(-1);
        Interval columns = new Interval(
                pixels.stream().map(p -> p % w).min().orElse(0),
                pixels.stream().map(p -> p % w).max().orElse(-1));
        Interval rows = new Interval(
                pixels.stream().map(p -> p / w).min().orElse(0),
                pixels.stream().map(p -> p / w).max().orElse(-1));
        return input.rank() == 2 ? List.of(columns) : List.of(rows, columns);
    }

    /// Size, stride and padding hold for pixels whose interval does not touch a border.
    private static void inside(String what, ReceptiveField.Layer l, List<Integer> at, BitSet pixels, Shape input) {
        for (int a = 0; a < l.axes().size(); a++) {
            ReceptiveField.Axis axis = l.axes().get(a);
            Interval seen = box(pixels, input).get(a);
            if (axis.period() == 1 && !seen.isEmpty()) {
                long first = Math.round(at.get(a) * axis.stride() - axis.padding());
                long last = first + axis.size() - 1;
                if (first >= 0 && last < input.dim(a + 1) && l.exact()) {
                    assertThat((long) seen.first()).as(what).isEqualTo(first);
                    assertThat((long) seen.last()).as(what).isEqualTo(last);
                }
            }
        }
    }

    private static Network network(Gen g) {
        Shape in = Shape.of(g.between(1, 2), g.between(5, 17), g.between(5, 17));
        List<Layer> layers = new ArrayList<>();
        for (int i = g.between(1, 6); i > 0; i--) {
            layers.add(layer(g));
        }
        if (g.between(0, 5) == 0) {
            layers.add(new GlobalAvgPool());
        }
        if (g.between(0, 5) == 0) {
            layers.addAll(List.of(new Flatten(), Linear.of(2)));
        }
        return smallEnough(in, layers);
    }

    private static Layer layer(Gen g) {
        return switch (g.between(0, 15)) {
            case 0 -> Residual.of(same(g));
            case 1 -> Residual.of(Sequential.of(same(g), new Relu(), same(g)), Conv2d.of(2, 1));
            case 2 -> {
                int stride = g.between(1, 2);
                yield Residual.of(
                        Conv2d.of(2, 3).stride(stride).padding(1),
                        Conv2d.of(2, 1).stride(stride));
            }
            case 3 -> MaxPool2d.of(g.between(1, 3)).stride(g.between(1, 3));
            case 4 -> AvgPool2d.of(g.between(2, 3)).stride(g.between(1, 3)).padding(g.between(0, 1));
            case 5 -> transposed(g);
            case 6 -> holes();
            case 10 -> MaxPool2d.of(g.between(2, 3)).stride(g.between(1, 3)).ceilMode();
            case 11 -> new AdaptivePool(g.flip(), g.between(1, 5), g.between(1, 5));
            case 7 -> norm(g);
            case 8 -> movement(g);
            case 9 -> joined(g);
            default -> new Conv2d(2, window(g, 2), 1, g.flip());
        };
    }

    private static Layer transposed(Gen g) {
        Window w = window(g, 1);
        return new ConvTranspose2d(2, w, g.between(0, w.sh() - 1), g.between(0, w.sw() - 1), 1, g.flip());
    }

    /// One way gives only every second row and column, the other all.
    private static Layer holes() {
        return Residual.of(
                new ConvTranspose2d(2, Window.of(1).stride(2, 2), 1, 1, 1, true),
                ConvTranspose2d.of(2, 2).stride(2));
    }

    private static Layer movement(Gen g) {
        int axis = g.between(2, 3);
        return new Nets.Single(
                switch (g.between(0, 8)) {
                    case 0 -> Slice.of(axis, g.between(0, 2), g.pick(4, -1, 100));
                    case 1 -> new Slice(List.of(-1), List.of(-100), List.of(axis), List.of(-g.between(1, 2)));
                    case 2 -> new Slice(List.of(g.between(0, 1)), List.of(100), List.of(axis), List.of(2));
                    case 3 ->
                        new Pad(
                                List.of(
                                        0,
                                        0,
                                        g.between(-1, 2),
                                        g.between(0, 2),
                                        0,
                                        0,
                                        g.between(0, 2),
                                        g.between(-1, 1)),
                                g.pick(List.of(Pad.Mode.values())),
                                0);
                    case 4 -> new Tile(List.of(1, 1, g.between(1, 2), g.between(1, 2)));
                    case 5 -> new CumSum(axis, g.flip(), g.flip());
                    case 6 -> new dev.noyau.graph.op.Softmax(axis);
                    case 7 -> new Reduce(Reduce.Kind.MEAN, List.of(axis), true);
                    default -> Slice.of(1, g.between(0, 1), 2);
                });
    }

    private static Layer joined(Gen g) {
        Conv2d grouped = Conv2d.of(4, g.pick(1, 3)).same().groups(2);
        return switch (g.between(0, 8)) {
            case 0 -> Nets.Join.channels(same(g), same(g));
            case 1 -> Nets.Join.channels(same(g), Sequential.of(same(g), same(g)), MaxPool2d.of(1));
            case 2 -> new Nets.Join(g.between(2, 3), List.of(same(g), Sequential.of(same(g), same(g))));
            case 3 ->
                Sequential.of(
                        Nets.Join.channels(Conv2d.of(2, 1), Conv2d.of(2, 3).same()),
                        grouped,
                        new Nets.Single(Slice.of(1, g.between(0, 2), g.between(3, 4))));
            case 4 -> new Nets.Skip(Conv2d.of(2, g.pick(1, 3)));
            case 5 -> new Nets.Gate();
            case 6 -> new Nets.Tokens(Sequential.of(new LayerNorm(), Linear.of(2), Activation.gelu()));
            case 7 -> new Nets.Tokens(new MultiHeadAttention(1));
            default -> new Nets.Turned(Sequential.of(same(g), new Relu()));
        };
    }

    private static Layer norm(Gen g) {
        return switch (g.between(0, 4)) {
            case 0 -> new Softmax(1);
            case 1 -> new BatchNorm2d();
            case 2 -> GroupNorm.of(1);
            case 3 -> new InstanceNorm2d();
            default -> new LayerNorm().axes(g.between(1, 3));
        };
    }

    /// Keeps the size of two channels.
    private static Conv2d same(Gen g) {
        return Conv2d.of(2, g.pick(1, 3)).dilation(g.between(1, 2)).same();
    }

    private static Window window(Gen g, int mostPadding) {
        IntStream p = IntStream.range(0, 4).map(i -> g.between(0, mostPadding));
        int[] pad = p.toArray();
        return new Window(
                g.between(1, 3),
                g.between(1, 3),
                g.between(1, 3),
                g.between(1, 3),
                pad[0],
                pad[1],
                pad[2],
                pad[3],
                g.between(1, 2),
                g.between(1, 2));
    }

    private static Network smallEnough(Shape in, List<Layer> layers) {
        try {
            Network n = Network.of(in, new Sequential(layers));
            if (n.graph(in.prepend(1), Mode.INFERENCE).nodes().stream()
                    .allMatch(k -> k.output().shape().size() > 0)) {
                return n;
            }
        } catch (IllegalArgumentException e) {
            // without the last layer it may fit
        }
        return smallEnough(in, layers.subList(0, layers.size() - 1));
    }

    /// Signals (N, C, L) have one axis.
    @Test
    void probeEqualsAnalysisForSignals() {
        Gen.check(NETWORKS / 6, g -> {
            List<Layer> layers = new ArrayList<>();
            for (int i = g.between(1, 5); i > 0; i--) {
                Conv1d c = Conv1d.of(2, g.between(1, 3)).dilation(g.between(1, 2));
                layers.add(
                        switch (g.between(0, 3)) {
                            case 0 -> MaxPool1d.of(2);
                            case 1 -> ConvTranspose1d.of(2, g.between(1, 3)).stride(g.between(1, 3));
                            case 2 -> Residual.of(Conv1d.of(2, 3).padding(1), Conv1d.of(2, 1));
                            default -> c.stride(g.between(1, 2)).padding(g.between(0, 2));
                        });
            }
            Network n = smallEnough(Shape.of(1, g.between(5, 40)), layers);
            compare(g, n, ReceptiveField.of(n).last());
        });
    }

    /// In float, the kernels of the cpu backend.
    @Test
    void thePixelsOfAPublishedNetwork() {
        Network vgg = Nets.vgg16();
        ReceptiveField.Layer l = ReceptiveField.of(vgg).last();
        List<BitSet> probed =
                Probe.pixels(vgg, vgg.inputShape(), "", List.of(List.of(3, 3), List.of(0, 6)), CpuBackend.of(1));
        assertThat(l.pixels(3, 3)).isEqualTo(probed.get(0));
        assertThat(l.pixels(0, 6)).isEqualTo(probed.get(1));
        assertThat(l.region(3, 3)).containsExactly(new Interval(6, 217), new Interval(6, 217));
    }
}
