package dev.noyau.cpu;

import dev.noyau.compile.ConvGeometry;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Partition;
import dev.noyau.compile.Partition.Kind;
import dev.noyau.compile.Step;
import dev.noyau.cpu.BlockGroups.Group;
import dev.noyau.cpu.kernels.Family;
import dev.noyau.cpu.kernels.Primer;
import dev.noyau.cpu.kernels.Tile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of a convolution's weights: the forward pass with the roles changed. The output's gradient takes the place
/// of the weights, the taps that of the pixels, and the sum goes over pixels.
final class WeightGradient implements Runner {
    /// Pixels whose gradients, two blocks of channels, stay in the first cache while all taps use them.
    private static final int CHUNK_PIXELS = 320;

    /// A stretch of taps of a block group, or depthwise all taps of a block: the unit of work.
    private record Unit(Group group, int inOffset, int length, int out) {}

    private final Frame frame;
    private final Step.BackwardWeights step;
    private final PixelTable pixels;
    private final List<Unit> units = new ArrayList<>();
    /// Offsets of neighbouring taps in the packed gradient, by number of blocks.
    private final int[][] stepsByCount;
    private final ImageLayout dy;
    private final Bound[] bounds;
    private final int size;
    /// Offsets of the taps of a depthwise convolution, else null.
    private final int @Nullable [] taps;

    WeightGradient(Frame frame, Step.BackwardWeights step) {
        this.frame = frame;
        this.step = step;
        ConvGeometry g = step.g();
        ImageLayout x = step.x().layout();
        this.dy = step.dy().layout();
        this.size = step.partials().layout().imageStride();
        this.pixels = ConvPass.forwardPixels(frame, g, x, dy, step.partition(), CHUNK_PIXELS);
        this.taps = g.depthwise() ? Terms.forward(g, x, 0, 1) : null;
        int longest = 1;
        int most = 1;
        for (Group group : BlockGroups.forward(frame.kernels, g, x.lanes())) {
            int[] tab = Terms.forward(g, x, group.from(), group.to());
            if (taps != null) {
                units.add(new Unit(group, group.block() * x.blockStride(), tab.length, group.weights() * g.taps()));
                longest = tab.length;
                continue;
            }
            for (int[] r : Terms.runs(tab)) {
                int out = group.weights() * g.taps() + r[0] * group.count() * ImageLayout.LANES;
                units.add(new Unit(group, r[1], r[2], out));
                longest = Math.max(longest, r[2]);
            }
            most = Math.max(most, group.count());
        }
        stepsByCount = new int[most + 1][longest];
        for (int n = 1; n <= most; n++) {
            for (int p = 0; p < longest; p++) {
                stepsByCount[n][p] = p * n * ImageLayout.LANES;
            }
        }
        bounds = new Bound[frame.workers()];
        Arrays.setAll(bounds, Bound::new);
    }

    /// A worker's state while it walks over chunks.
    private final class Bound implements PixelTable.Chunk {
        private final int worker;
        private int u0;
        private int u1;
        private int sum;
        private boolean begun;

        Bound(int worker) {
            this.worker = worker;
        }

        @Override
        public void pixels(int image, int inOrigin, int outOrigin, int count) {
            Tile t = frame.tile(worker);
            int xBase = frame.base(step.x(), worker, image) + inOrigin;
            int dyBase = frame.base(step.dy(), worker, image) + outOrigin;
            int outBase = frame.base(step.partials(), worker, sum);
            t.in = frame.array(step.x());
            t.tab = pixels.in;
            t.t0 = 0;
            t.t1 = count;
            t.w = frame.array(step.dy());
            t.wtab = pixels.out;
            t.wBlk = dy.blockStride();
            t.out = frame.array(step.partials());
            t.outBlk = ImageLayout.LANES;
            t.bias = Tile.NO_BIAS;
            t.biasOff = 0;
            t.flags = begun ? Tile.ACC : 0;
            for (int i = u0; i < u1; i++) {
                Unit u = units.get(i);
                t.inOff = xBase + u.inOffset;
                t.wOff = dyBase + u.group.block() * t.wBlk;
                t.outOff = outBase + u.out;
                t.oo = stepsByCount[u.group.count()];
                if (taps != null) {
                    t.xo = taps;
                    frame.kernels.channels(t, 0, u.length);
                } else {
                    frame.kernels.gradient(t, u.group.count(), 0, u.length);
                }
            }
            begun = true;
        }
    }

    @Override
    public void prime(Primer primer) {
        for (Unit u : units) {
            if (taps != null) {
                primer.add(Family.CHANNELS, 1, u.length);
                primer.addParts(Family.CHANNELS, u.length);
                return;
            }
            primer.add(Family.GRADIENT, u.group.count(), u.length);
        }
    }

    @Override
    public void run(int part, int worker) {
        Bound b = bounds[worker];
        Partition by = step.partition();
        int images = frame.plan.images();
        b.begun = false;
        b.u0 = 0;
        b.u1 = units.size();
        b.sum = by.kind() == Kind.BLOCKS ? 0 : part;
        switch (by.kind()) {
            case SHARDS -> pixels.images(frame.firstImage(part), frame.firstImage(part + 1), b);
            case BLOCKS, WHOLE -> {
                b.u0 = Partition.from(units.size(), part, by.parts());
                b.u1 = Partition.from(units.size(), part + 1, by.parts());
                pixels.images(0, images, b);
            }
            case ROWS -> {
                int rows = images * pixels.rows;
                pixels.rows(Partition.from(rows, part, by.parts()), Partition.from(rows, part + 1, by.parts()), b);
            }
        }
        if (!b.begun && by.kind() != Kind.BLOCKS) {
            int at = frame.base(step.partials(), worker, part);
            Arrays.fill(frame.array(step.partials()), at, at + size, 0);
        }
    }
}
