package dev.noyau.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.cpu.CpuBackend;
import dev.noyau.nn.Conv1d;
import dev.noyau.nn.ConvTranspose1d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.MaxPool1d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Residual;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.testing.Gen;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
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
            Network n = RandomNets.image(g);
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
            Network n = RandomNets.smallEnough(Shape.of(1, g.between(5, 40)), layers);
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
