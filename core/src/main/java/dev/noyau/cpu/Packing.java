package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ConvGeometry;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Partition;
import dev.noyau.compile.Step;
import dev.noyau.cpu.BlockGroups.Group;
import java.util.ArrayList;
import java.util.List;

/// Between the logical order of weights (O, C/groups, kh, kw) and the order in which a kernel reads them: for each
/// block
/// group the terms of its sums, for each term the 16 lanes of each block.
final class Packing {
    private static final int LANES = ImageLayout.LANES;

    private Packing() {}

    /// A run of terms that share a channel block: the unit of work.
    ///
    /// @param at offset in the packed array
    /// @param taps index of each tap in the kernel, row by row
    /// @param c0 first channel summed over
    /// @param c1 one past the last
    private record Unit(Group group, int at, int[] taps, int c0, int c1) {
        int size() {
            return taps.length * (c1 - c0) * group.count() * LANES;
        }
    }

    /// Packs weights for forward or backward-data.
    static Runner pack(Frame f, Step.PackWeights s) {
        ConvGeometry g = s.g();
        List<Unit> units = s.backward() ? backwardUnits(f, g) : forwardUnits(f, g, s.inputLanes());
        return (part, worker) -> {
            float[] from = f.array(s.weights());
            float[] to = f.array(s.packed());
            int in = f.base(s.weights(), worker, 0);
            int out = f.base(s.packed(), worker, 0);
            int parts = s.partition().parts();
            for (int i = Partition.from(units.size(), part, parts);
                    i < Partition.from(units.size(), part + 1, parts);
                    i++) {
                if (s.backward()) {
                    packBackward(g, units.get(i), from, in, to, out);
                } else {
                    packForward(g, units.get(i), from, in, to, out);
                }
            }
        };
    }

    /// Sums partial gradients in a fixed tree and stores them in logical order.
    static Runner unpack(Frame f, Step.UnpackWeights s) {
        ConvGeometry g = s.g();
        List<Unit> units = forwardUnits(f, g, s.inputLanes());
        int count = s.partials().images();
        int size = s.partials().layout().imageStride();
        return (part, worker) -> {
            float[] sums = f.array(s.partials());
            float[] to = f.array(s.gradient());
            int base = f.base(s.partials(), worker, 0);
            int out = f.base(s.gradient(), worker, 0);
            int parts = s.partition().parts();
            for (int i = Partition.from(units.size(), part, parts);
                    i < Partition.from(units.size(), part + 1, parts);
                    i++) {
                Unit u = units.get(i);
                Sums.tree(sums, base + u.at, size, count, u.size());
                unpackForward(g, u, sums, base, to, out);
            }
        };
    }

    private static List<Unit> forwardUnits(Frame f, ConvGeometry g, int lanes) {
        List<Unit> units = new ArrayList<>();
        int[] all = new int[g.taps()];
        java.util.Arrays.setAll(all, i -> i);
        for (Group group : BlockGroups.forward(f.kernels, g, lanes)) {
            split(units, group, group.weights() * g.taps(), all, lanes);
        }
        return units;
    }

    private static List<Unit> backwardUnits(Frame f, ConvGeometry g) {
        List<Unit> units = new ArrayList<>();
        for (Group group : BlockGroups.backward(f.kernels, g)) {
            int at = group.weights() * g.taps();
            for (int a = 0; a < Math.min(g.phasesH(), g.h()); a++) {
                for (int b = 0; b < Math.min(g.phasesW(), g.w()); b++) {
                    int[] taps = Terms.phaseTaps(g, a, b).stream()
                            .mapToInt(t -> t[0] * g.window().kw() + t[1])
                            .toArray();
                    split(units, group, at, taps, LANES);
                    at += taps.length * group.channels() * group.count() * LANES;
                }
            }
        }
        return units;
    }

    private static void split(List<Unit> units, Group group, int at, int[] taps, int lanes) {
        int pos = at;
        for (int c = group.from(); c < group.to(); ) {
            int end = Math.min(group.to(), (c / lanes + 1) * lanes);
            Unit u = new Unit(group, pos, taps, c, end);
            if (u.size() > 0) {
                units.add(u);
            }
            pos += u.size();
            c = end;
        }
    }

    private static void packForward(ConvGeometry g, Unit u, float[] w, int in, float[] to, int out) {
        int taps = g.taps();
        int cg = g.groupChannels();
        int perGroup = g.o() / g.groups();
        int width = u.group.count() * LANES;
        int first = u.group.block() * LANES;
        int run = u.c1 - u.c0;
        for (int l = 0; l < width; l++) {
            int o = first + l;
            int c0 = o < g.o() ? o / perGroup * cg : Integer.MAX_VALUE;
            int at = out + u.at + l;
            for (int c = u.c0; c < u.c1; c++) {
                boolean real = o < g.o() && c >= c0 && c < c0 + cg;
                int src = real ? in + (o * cg + c - c0) * taps : 0;
                int dst = at + (c - u.c0) * width;
                for (int t = 0; t < taps; t++) {
                    to[dst + t * run * width] = real ? w[src + t] : 0;
                }
            }
        }
    }

    private static void unpackForward(ConvGeometry g, Unit u, float[] from, int in, float[] dw, int out) {
        int taps = g.taps();
        int cg = g.groupChannels();
        int perGroup = g.o() / g.groups();
        int width = u.group.count() * LANES;
        int first = u.group.block() * LANES;
        int run = u.c1 - u.c0;
        for (int l = 0; l < width && first + l < g.o(); l++) {
            int o = first + l;
            int c0 = o / perGroup * cg;
            int at = in + u.at + l;
            for (int c = Math.max(u.c0, c0); c < Math.min(u.c1, c0 + cg); c++) {
                int dst = out + (o * cg + c - c0) * taps;
                int src = at + (c - u.c0) * width;
                for (int t = 0; t < taps; t++) {
                    dw[dst + t] = from[src + t * run * width];
                }
            }
        }
    }

    /// Here the sum goes over output channels and the lanes are input channels.
    private static void packBackward(ConvGeometry g, Unit u, float[] w, int in, float[] to, int out) {
        int taps = g.taps();
        int cg = g.groupChannels();
        int perGroup = g.o() / g.groups();
        int width = u.group.count() * LANES;
        int first = u.group.block() * LANES;
        int at = out + u.at;
        for (int tap : u.taps) {
            for (int o = u.c0; o < u.c1; o++) {
                int c0 = o / perGroup * cg;
                for (int l = 0; l < width; l++) {
                    int c = first + l;
                    boolean real = o < g.o() && c >= c0 && c < c0 + cg;
                    to[at++] = real ? w[in + (o * cg + c - c0) * taps + tap] : 0;
                }
            }
        }
    }

    /// Adds partial sums of a buffer, each of one image of the buffer.
    static Runner sum(Frame f, Step.SumPartials s) {
        int count = s.partials().images();
        int size = s.partials().layout().imageStride();
        Buffer sum = s.sum();
        int n = (int) sum.floats();
        return (part, worker) -> {
            float[] p = f.array(s.partials());
            int base = f.base(s.partials(), worker, 0);
            Sums.tree(p, base, size, count, size);
            float[] to = f.array(sum);
            int out = f.base(sum, worker, 0);
            for (int i = 0; i < n; i++) {
                to[out + i] = p[base + i] * s.scale();
            }
        };
    }
}
