package dev.noyau.cpu;

import dev.noyau.compile.ConvGeometry;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Partition;
import dev.noyau.compile.Step;
import java.util.ArrayList;
import java.util.List;

/// Between the logical order (C, 1, kh, kw) of a depthwise convolution's weights and the order in which kernels read
/// them: channel blocks, in each the taps (for backward-data phase by phase), for each 16 channels.
final class DepthwisePacking {
    private static final int LANES = ImageLayout.LANES;

    private DepthwisePacking() {}

    static Runner pack(Frame f, Step.PackWeights s) {
        ConvGeometry g = s.g();
        int all = g.taps();
        int[] taps = s.backward() ? phases(g) : Dense.multiples(all, 1);
        int blocks = (g.c() + LANES - 1) / LANES;
        return (part, worker) -> {
            float[] w = f.array(s.weights());
            float[] to = f.array(s.packed());
            int in = f.base(s.weights(), worker, 0);
            int at = f.base(s.packed(), worker, 0);
            int parts = s.partition().parts();
            for (int b = Partition.from(blocks, part, parts); b < Partition.from(blocks, part + 1, parts); b++) {
                for (int t = 0; t < taps.length; t++) {
                    for (int l = 0; l < LANES; l++) {
                        int c = b * LANES + l;
                        to[at + (b * all + t) * LANES + l] = c < g.c() ? w[in + c * all + taps[t]] : 0;
                    }
                }
            }
        };
    }

    /// The taps in the order of backward-data's phases; an image smaller than the stride has fewer.
    private static int[] phases(ConvGeometry g) {
        List<Integer> taps = new ArrayList<>();
        for (int a = 0; a < Math.min(g.phasesH(), g.h()); a++) {
            for (int b = 0; b < Math.min(g.phasesW(), g.w()); b++) {
                Terms.phaseTaps(g, a, b).forEach(t -> taps.add(t[0] * g.window().kw() + t[1]));
            }
        }
        return taps.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Sums partial gradients in their order and stores them in logical order.
    static Runner unpack(Frame f, Step.UnpackWeights s) {
        ConvGeometry g = s.g();
        int taps = g.taps();
        int blocks = (g.c() + LANES - 1) / LANES;
        Sums rows = new Sums(s.partials().images(), s.partials().layout().imageStride(), taps * LANES);
        return (part, worker) -> {
            float[] sums = f.array(s.partials());
            float[] to = f.array(s.gradient());
            int base = f.base(s.partials(), worker, 0);
            int out = f.base(s.gradient(), worker, 0);
            int parts = s.partition().parts();
            for (int b = Partition.from(blocks, part, parts); b < Partition.from(blocks, part + 1, parts); b++) {
                int at = base + b * taps * LANES;
                rows.add(f.kernels, f.pool(worker), sums, at, taps * LANES);
                for (int c = b * LANES; c < Math.min(g.c(), (b + 1) * LANES); c++) {
                    for (int t = 0; t < taps; t++) {
                        to[out + c * taps + t] = sums[at + t * LANES + c % LANES];
                    }
                }
            }
        };
    }
}
