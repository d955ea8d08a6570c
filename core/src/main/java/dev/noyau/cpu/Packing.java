package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ConvGeometry;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Partition;
import dev.noyau.compile.Step;
import dev.noyau.compile.WinogradPart;
import dev.noyau.compile.WinogradTiles;
import dev.noyau.cpu.BlockGroups.Group;
import dev.noyau.cpu.kernels.Patches;
import dev.noyau.cpu.kernels.Primer;
import dev.noyau.cpu.kernels.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Between the logical order of weights (O, C/groups, kh, kw) and the order in which a kernel reads them: for each
/// block group the terms of its sums, for each term the 16 lanes of each block.
///
/// Loops go channel by channel, so that the rows of weights that they pick single numbers from stay in the first cache.
final class Packing {
    private static final int LANES = ImageLayout.LANES;

    private Packing() {}

    /// The terms of a block group that share a channel block: the unit of work.
    ///
    /// @param c0 first channel summed over
    /// @param c1 one past the last
    /// @param phases where the terms lie, for each phase of a stride; forward has one
    /// @param places where forward's terms lie, channel by channel and tap by tap as the weights do
    record Unit(Group group, int c0, int c1, List<Phase> phases, int[] places) {
        /// First of the unit's channels that a filter sees, and one past the last.
        int from(ConvGeometry g, int o) {
            return Math.max(c0, o / (g.o() / g.groups()) * g.groupChannels());
        }

        int to(ConvGeometry g, int o) {
            return Math.min(c1, (o / (g.o() / g.groups()) + 1) * g.groupChannels());
        }

        int width() {
            return group.count() * LANES;
        }

        /// Floats in the packed order of forward.
        int size(ConvGeometry g) {
            return (c1 - c0) * g.taps() * width();
        }
    }

    /// @param at offset in the packed array
    /// @param taps index of each tap in the kernel, row by row
    record Phase(int at, int[] taps) {}

    /// Packs weights for forward or backward-data.
    static Runner pack(Frame f, Step.PackWeights s) {
        ConvGeometry g = s.g();
        List<Unit> units = s.backward() ? backwardUnits(f, g) : forwardUnits(f, g, s.inputLanes());
        return (part, worker) -> {
            float[] from = f.array(s.weights());
            float[] to = f.array(s.packed());
            int in = f.base(s.weights(), worker, 0);
            int out = f.base(s.packed(), worker, 0);
            int last = Partition.from(units.size(), part + 1, s.partition().parts());
            for (int i = Partition.from(units.size(), part, s.partition().parts()); i < last; i++) {
                pack(g, units.get(i), s.backward(), from, in, to, out);
            }
        };
    }

    /// Packs weights, a unit at a time, and transforms them for Winograd's convolution. Backward, the
    /// filter is turned round, so it is read from its last tap on.
    static Runner transform(Frame f, WinogradPart.Weights s, Partition by) {
        ConvGeometry g = s.tiles().g();
        boolean backward = s.tiles().backward();
        List<Unit> units = backward ? backwardUnits(f, g) : forwardUnits(f, g, LANES);
        int plane = s.tiles().weightPlane();
        Transform kind = Transform.weights(s.tiles().kernel());
        int[] slots = slots(units);
        return new Runner() {
            @Override
            public void run(int part, int worker) {
                Patches c = f.patches(worker);
                c.from = f.array(s.packed());
                c.fo = slots;
                c.to = f.array(s.transformed());
                c.oo = slots;
                c.toCol = plane;
                c.toRow = WinogradTiles.SIDE * plane;
                int room = f.base(s.packed(), worker, 0);
                int in = f.base(s.weights(), worker, 0);
                int out = f.base(s.transformed(), worker, 0);
                int last = Partition.from(units.size(), part + 1, by.parts());
                for (int i = Partition.from(units.size(), part, by.parts()); i < last; i++) {
                    Unit u = units.get(i);
                    pack(g, u, backward, f.array(s.weights()), in, c.from, room - u.phases.getFirst().at);
                    int tap = (u.c1 - u.c0) * u.width();
                    c.fromOff = backward ? room + (g.taps() - 1) * tap : room;
                    c.fromCol = backward ? -tap : tap;
                    c.fromRow = g.window().kw() * c.fromCol;
                    c.toOff = out + u.group.weights() + (u.c0 - u.group.from()) * u.width();
                    f.kernels.transform(kind, c, 0, (u.c1 - u.c0) * u.group.count());
                }
            }

            @Override
            public void prime(Primer primer) {
                primer.add(kind);
            }
        };
    }

    /// Where the blocks of lanes of a unit lie, one after the other.
    static int[] slots(List<Unit> units) {
        int most = units.stream()
                .mapToInt(u -> (u.c1 - u.c0) * u.group.count())
                .max()
                .orElse(0);
        return Dense.multiples(most, LANES);
    }

    /// Sums partial gradients in their order and stores them in logical order.
    static Runner unpack(Frame f, Step.UnpackWeights s) {
        ConvGeometry g = s.g();
        List<Unit> units = forwardUnits(f, g, s.inputLanes());
        int most = units.stream().mapToInt(u -> u.size(g)).max().orElse(0);
        Sums rows = new Sums(s.partials().images(), s.partials().layout().imageStride(), most);
        return (part, worker) -> {
            float[] sums = f.array(s.partials());
            float[] to = f.array(s.gradient());
            int base = f.base(s.partials(), worker, 0);
            int out = f.base(s.gradient(), worker, 0);
            int last = Partition.from(units.size(), part + 1, s.partition().parts());
            for (int i = Partition.from(units.size(), part, s.partition().parts()); i < last; i++) {
                Unit u = units.get(i);
                int at = u.phases.getFirst().at;
                rows.add(f.kernels, f.pool(worker), sums, base + at, u.size(g));
                unpack(g, u, sums, base + at, to, out);
            }
        };
    }

    static List<Unit> forwardUnits(Frame f, ConvGeometry g, int lanes) {
        int[] taps = new int[g.taps()];
        Arrays.setAll(taps, i -> i);
        List<Unit> units = new ArrayList<>();
        for (Group group : BlockGroups.forward(f.kernels, g, lanes)) {
            split(units, group, List.of(new Phase(group.weights() * g.taps(), taps)), lanes);
        }
        return units;
    }

    private static List<Unit> backwardUnits(Frame f, ConvGeometry g) {
        List<Unit> units = new ArrayList<>();
        for (Group group : BlockGroups.backward(f.kernels, g)) {
            List<Phase> phases = new ArrayList<>();
            int at = group.weights() * g.taps();
            for (int a = 0; a < Math.min(g.phasesH(), g.h()); a++) {
                for (int b = 0; b < Math.min(g.phasesW(), g.w()); b++) {
                    int[] taps = Terms.phaseTaps(g, a, b).stream()
                            .mapToInt(t -> t[0] * g.window().kw() + t[1])
                            .toArray();
                    phases.add(new Phase(at, taps));
                    at += taps.length * group.channels() * group.count() * LANES;
                }
            }
            split(units, group, phases, LANES);
        }
        return units;
    }

    /// Within a phase, terms are ordered by channel block, so each block's part begins where those
    /// before it end.
    private static void split(List<Unit> units, Group group, List<Phase> phases, int lanes) {
        for (int c = group.from(); c < group.to(); ) {
            int end = Math.min(group.to(), (c / lanes + 1) * lanes);
            int before = (c - group.from()) * group.count() * LANES;
            List<Phase> mine = phases.stream()
                    .map(p -> new Phase(p.at + before * p.taps.length, p.taps))
                    .toList();
            units.add(new Unit(group, c, end, mine, places(end - c, mine, group.count() * LANES)));
            c = end;
        }
    }

    private static int[] places(int channels, List<Phase> phases, int width) {
        int taps = phases.size() == 1 ? phases.getFirst().taps.length : 0;
        int[] places = new int[channels * taps];
        for (int i = 0; i < places.length; i++) {
            places[i] = (i % taps * channels + i / taps) * width;
        }
        return places;
    }

    private static void pack(ConvGeometry g, Unit u, boolean backward, float[] w, int in, float[] to, int out) {
        for (int i = 0; i < u.phases.size(); i++) {
            Phase p = u.phases.get(i);
            if (backward) {
                // Phases lie far apart: what goes to one is written together.
                for (int t = 0; t < p.taps.length; t++) {
                    for (int c = u.c0; c < u.c1; c++) {
                        packBackward(g, u, c, p.taps[t], w, in, to, out + at(u, p, t, c));
                    }
                }
            } else {
                packForward(g, u, w, in, to, out + p.at);
            }
        }
    }

    private static int at(Unit u, Phase p, int t, int c) {
        return p.at + (t * (u.c1 - u.c0) + c - u.c0) * u.width();
    }

    /// All terms of forward: the lanes are filters. A filter's weights of the unit's channels follow
    /// each other.
    private static void packForward(ConvGeometry g, Unit u, float[] w, int in, float[] to, int at) {
        int first = u.group.block() * LANES;
        int taps = g.taps();
        if (u.c1 > g.c() || first + u.width() > g.o() || g.groups() > 1) {
            Arrays.fill(to, at, at + u.size(g), 0);
        }
        for (int l = 0; l < Math.min(u.width(), g.o() - first); l++) {
            int from = u.from(g, first + l);
            int count = (u.to(g, first + l) - from) * taps;
            if (count > 0) {
                int term = (from - u.c0) * taps;
                spread(w, in + index(g, first + l, from, 0), to, at + l, u.places, term, count);
            }
        }
    }

    private static void spread(float[] from, int start, float[] to, int at, int[] places, int term, int count) {
        for (int i = 0; i < count; i++) {
            to[at + places[term + i]] = from[start + i];
        }
    }

    /// One term of backward-data: it sums over filters, the lanes are input channels.
    private static void packBackward(ConvGeometry g, Unit u, int o, int tap, float[] w, int in, float[] to, int at) {
        int first = u.group.block() * LANES;
        if (g.groups() == 1) {
            int real = o < g.o() ? Math.min(u.width(), g.c() - first) : 0;
            gather(w, in + (o * g.c() + first) * g.taps() + tap, g.taps(), to, at, real);
            Arrays.fill(to, at + real, at + u.width(), 0);
        } else {
            for (int l = 0; l < u.width(); l++) {
                int src = index(g, o, first + l, tap);
                to[at + l] = src < 0 ? 0 : w[in + src];
            }
        }
    }

    private static void gather(float[] w, int from, int stride, float[] to, int at, int count) {
        for (int l = 0, i = from; l < count; l++, i += stride) {
            to[at + l] = w[i];
        }
    }

    private static void unpack(ConvGeometry g, Unit u, float[] from, int in, float[] dw, int out) {
        int first = u.group.block() * LANES;
        int taps = g.taps();
        for (int l = 0; l < Math.min(u.width(), g.o() - first); l++) {
            int c = u.from(g, first + l);
            int count = (u.to(g, first + l) - c) * taps;
            if (count > 0) {
                collect(from, in + l, u.places, (c - u.c0) * taps, dw, out + index(g, first + l, c, 0), count);
            }
        }
    }

    private static void collect(float[] from, int at, int[] places, int term, float[] to, int start, int count) {
        for (int i = 0; i < count; i++) {
            to[start + i] = from[at + places[term + i]];
        }
    }

    /// Position of a weight in logical order, or -1 where filter `o` and channel `c` do not meet.
    private static int index(ConvGeometry g, int o, int c, int tap) {
        if (o >= g.o() || c >= g.c()) {
            return -1;
        }
        int cg = g.groupChannels();
        int inGroup = c - o / (g.o() / g.groups()) * cg;
        return inGroup < 0 || inGroup >= cg ? -1 : (o * cg + inGroup) * g.taps() + tap;
    }

    /// Adds partial sums of a buffer, each of one image of the buffer, one number after the other.
    static Runner sum(Frame f, Step.SumPartials s) {
        int count = s.partials().images();
        int size = s.partials().layout().imageStride();
        Buffer sum = s.sum();
        int n = (int) sum.floats();
        return (part, worker) -> {
            float[] p = f.array(s.partials());
            int base = f.base(s.partials(), worker, 0);
            float[] to = f.array(sum);
            int out = f.base(sum, worker, 0);
            for (int i = 0; i < n; i++) {
                float total = 0;
                for (int k = 0; k < count; k++) {
                    total += p[base + k * size + i];
                }
                to[out + i] = total * s.scale();
            }
        };
    }
}
