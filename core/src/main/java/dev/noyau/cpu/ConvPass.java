package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ConvGeometry;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Partition;
import dev.noyau.compile.Step;
import dev.noyau.cpu.BlockGroups.Group;
import dev.noyau.cpu.PixelTable.Grid;
import dev.noyau.cpu.kernels.Family;
import dev.noyau.cpu.kernels.Primer;
import dev.noyau.cpu.kernels.Tile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Forward convolution, or backward-data as one such pass for each phase of the stride: sums over channels and taps for
/// all pixels of a grid, block group by block group.
final class ConvPass implements Runner {
    /// Input floats of a chunk of pixels, so that it stays in a cache of half a megabyte while all blocks are
    /// computed.
    private static final int CHUNK_FLOATS = 1 << 17;

    private static final int MAX_PIXELS = 4096;
    private static final int MIN_PIXELS = 256;

    /// The pixels of one phase and, for each block group, the terms of its sums and where its weights begin.
    private record Phase(PixelTable pixels, int[][] tabs, int[] weights) {}

    private final Frame frame;
    private final Buffer in;
    private final Buffer packed;
    private final Buffer out;
    private final @Nullable Buffer bias;
    private final @Nullable Buffer aux;
    private final int flags;
    private final int run;
    private final boolean depthwise;
    private final Partition partition;
    private final List<Group> groups;
    private final List<Phase> phases = new ArrayList<>();
    private final ImageLayout outLayout;
    private final Bound[] bounds;
    /// Offsets of the weights of a depthwise convolution, tap by tap.
    private final int[] lanes;

    private ConvPass(
            Frame frame,
            Buffer in,
            Buffer packed,
            Buffer out,
            @Nullable Buffer bias,
            @Nullable Buffer aux,
            int flags,
            ConvGeometry g,
            Partition partition,
            List<Group> groups) {
        this.frame = frame;
        this.in = in;
        this.packed = packed;
        this.out = out;
        this.bias = bias;
        this.aux = aux;
        this.flags = flags;
        this.run = in.layout().lanes() == 1 ? 1 : 4;
        this.depthwise = g.depthwise();
        this.partition = partition;
        this.groups = groups;
        this.outLayout = out.layout();
        this.lanes = Dense.multiples(g.depthwise() ? g.taps() : 0, ImageLayout.LANES);
        this.bounds = new Bound[frame.workers()];
    }

    private ConvPass ready() {
        Arrays.setAll(bounds, i -> new Bound(i, phases.getFirst()));
        return this;
    }

    static ConvPass forward(Frame f, Step.Forward s) {
        ConvGeometry g = s.g();
        ImageLayout x = s.x().layout();
        int flags = (s.add() == null ? 0 : Tile.ADD) | (s.relu() ? Tile.RELU : 0);
        ConvPass p = new ConvPass(
                f,
                s.x(),
                s.packed(),
                s.y(),
                s.bias(),
                s.add(),
                flags,
                g,
                s.partition(),
                BlockGroups.forward(f.kernels, g, x.lanes()));
        PixelTable pixels = forwardPixels(
                f,
                g,
                x,
                s.y().layout(),
                s.partition(),
                chunk((long) (g.depthwise() ? ImageLayout.LANES : g.c())
                        * g.window().sh()
                        * g.window().sw()));
        int[][] tabs = new int[p.groups.size()][];
        int[] weights = new int[tabs.length];
        for (int i = 0; i < tabs.length; i++) {
            Group group = p.groups.get(i);
            tabs[i] = Terms.forward(g, x, group.from(), group.to());
            weights[i] = group.weights() * g.taps();
        }
        p.phases.add(new Phase(pixels, tabs, weights));
        return p.ready();
    }

    /// The grid of the windows on the input beside the grid of the output.
    ///
    /// @param chunk about how many pixels are walked at a time
    static PixelTable forwardPixels(Frame f, ConvGeometry g, ImageLayout x, ImageLayout y, Partition by, int chunk) {
        var w = g.window();
        Grid read =
                new Grid(x.offset(0, -w.top(), -w.left()), w.sh() * x.rowStride(), w.sw() * x.lanes(), x.imageStride());
        Grid write = new Grid(y.offset(0, 0, 0), y.rowStride(), y.lanes(), y.imageStride());
        return new PixelTable(g.oh(), g.ow(), read, write, largest(f, by), chunk);
    }

    static ConvPass backwardData(Frame f, Step.BackwardData s) {
        ConvGeometry g = s.g();
        ImageLayout dy = s.dy().layout();
        ImageLayout dx = s.dx().layout();
        ConvPass p = new ConvPass(
                f,
                s.dy(),
                s.packed(),
                s.dx(),
                s.bias(),
                s.mask(),
                (s.mask() == null ? 0 : Tile.MASK) | (s.relu() ? Tile.RELU : 0),
                g,
                s.partition(),
                BlockGroups.backward(f.kernels, g));
        int sh = g.phasesH();
        int sw = g.phasesW();
        int taps = 0;
        for (int a = 0; a < Math.min(sh, g.h()); a++) {
            for (int b = 0; b < Math.min(sw, g.w()); b++) {
                Grid read = new Grid(dy.offset(0, 0, 0), dy.rowStride(), dy.lanes(), dy.imageStride());
                Grid write = new Grid(dx.offset(0, a, b), sh * dx.rowStride(), sw * dx.lanes(), dx.imageStride());
                int rows = (g.h() - a + sh - 1) / sh;
                int cols = (g.w() - b + sw - 1) / sw;
                PixelTable pixels = new PixelTable(
                        rows,
                        cols,
                        read,
                        write,
                        largest(f, s.partition()),
                        chunk(g.depthwise() ? ImageLayout.LANES : g.o()));
                List<int[]> phaseTaps = Terms.phaseTaps(g, a, b);
                int[][] tabs = new int[p.groups.size()][];
                int[] weights = new int[tabs.length];
                for (int i = 0; i < tabs.length; i++) {
                    Group group = p.groups.get(i);
                    tabs[i] = Terms.backward(g, dy, phaseTaps, group.from(), group.to());
                    weights[i] =
                            group.weights() * g.taps() + taps * group.channels() * group.count() * ImageLayout.LANES;
                }
                taps += phaseTaps.size();
                p.phases.add(new Phase(pixels, tabs, weights));
            }
        }
        return p.ready();
    }

    private static int chunk(long floatsPerPixel) {
        return Math.clamp(CHUNK_FLOATS / floatsPerPixel, MIN_PIXELS, MAX_PIXELS);
    }

    private static int largest(Frame f, Partition by) {
        return by.kind() == Partition.Kind.SHARDS ? Partition.largest(f.plan.images(), by.parts()) : f.plan.images();
    }

    /// A worker's state while it walks over chunks, so that walking allocates nothing.
    private final class Bound implements PixelTable.Chunk {
        private final int worker;
        private Phase phase;
        private int g0;
        private int g1;

        Bound(int worker, Phase first) {
            this.worker = worker;
            this.phase = first;
        }

        @Override
        public void pixels(int image, int inOrigin, int outOrigin, int count) {
            Tile t = frame.tile(worker);
            t.in = frame.array(in);
            t.inOff = frame.base(in, worker, image) + inOrigin;
            t.xo = phase.pixels.in;
            t.run = run;
            t.t0 = 0;
            t.w = frame.array(packed);
            t.out = frame.array(out);
            t.oo = phase.pixels.out;
            t.outBlk = outLayout.blockStride();
            t.ao = phase.pixels.out;
            t.auxBlk = t.outBlk;
            t.flags = flags;
            int packedBase = frame.base(packed, worker, 0);
            int outBase = frame.base(out, worker, image) + outOrigin;
            int auxBase = aux == null ? 0 : frame.base(aux, worker, image) + outOrigin;
            if (aux != null) {
                t.aux = frame.array(aux);
            }
            for (int i = g0; i < g1; i++) {
                Group g = groups.get(i);
                t.tab = phase.tabs[i];
                t.t1 = t.tab.length;
                t.wOff = packedBase + phase.weights[i];
                t.outOff = outBase + g.block() * t.outBlk;
                t.auxOff = auxBase + g.block() * t.outBlk;
                if (bias == null) {
                    t.bias = Tile.NO_BIAS;
                    t.biasOff = 0;
                } else {
                    t.bias = frame.array(bias);
                    t.biasOff = frame.base(bias, worker, 0) + g.block() * ImageLayout.LANES;
                }
                if (depthwise) {
                    t.wtab = lanes;
                    frame.kernels.channels(t, 0, count);
                } else {
                    TermChunks.multiply(frame.kernels, t, g.count(), 0, count);
                }
            }
        }
    }

    @Override
    public void prime(Primer primer) {
        Family family = depthwise ? Family.CHANNELS : run == 1 ? Family.SINGLES : Family.RUNS;
        for (Phase p : phases) {
            for (Group g : groups) {
                primer.add(family, g.count(), p.pixels.in.length);
            }
        }
    }

    @Override
    public void run(int part, int worker) {
        Bound b = bounds[worker];
        int images = frame.plan.images();
        int parts = partition.parts();
        b.g0 = 0;
        b.g1 = groups.size();
        switch (partition.kind()) {
            case SHARDS -> {
                int from = frame.firstImage(part);
                int to = frame.firstImage(part + 1);
                frame.clearHalo(out, worker, from, to);
                for (int i = 0; i < phases.size(); i++) {
                    b.phase = phases.get(i);
                    b.phase.pixels.images(from, to, b);
                }
            }
            case BLOCKS, WHOLE -> {
                clearOnce(part, worker);
                b.g0 = Partition.from(groups.size(), part, parts);
                b.g1 = Partition.from(groups.size(), part + 1, parts);
                for (int i = 0; i < phases.size() && b.g0 < b.g1; i++) {
                    b.phase = phases.get(i);
                    b.phase.pixels.images(0, images, b);
                }
            }
            case ROWS -> {
                clearOnce(part, worker);
                for (int i = 0; i < phases.size(); i++) {
                    b.phase = phases.get(i);
                    int rows = images * b.phase.pixels.rows;
                    if (b.phase.pixels.cols > 0) {
                        b.phase.pixels.rows(
                                Partition.from(rows, part, parts), Partition.from(rows, part + 1, parts), b);
                    }
                }
            }
        }
    }

    /// Other parts write the inside only, so one part can clear all halos.
    private void clearOnce(int part, int worker) {
        if (part == 0) {
            frame.clearHalo(out, worker, 0, frame.plan.images());
        }
    }
}
