package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ConvGeometry;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Partition;
import dev.noyau.compile.WinogradPart;
import dev.noyau.compile.WinogradTiles;
import dev.noyau.cpu.BlockGroups.Group;
import dev.noyau.cpu.kernels.Family;
import dev.noyau.cpu.kernels.Patches;
import dev.noyau.cpu.kernels.Primer;
import dev.noyau.cpu.kernels.Tile;
import dev.noyau.cpu.kernels.Transform;
import java.util.Arrays;
import java.util.List;

/// The gradient of a convolution's weights by Winograd's formula, `dw = Gᵀ [Σ (A dy Aᵀ) ⊙ (Bᵀ x B)] G`, the sum
/// over all tiles: for each of the 36 points a product of two matrices, with tiles as terms.
final class WinogradGradient {
    private static final int LANES = ImageLayout.LANES;

    private WinogradGradient() {}

    /// The sums over tiles, for each point in the order in which transformed weights lie.
    static final class Sums {
        private final Frame frame;
        private final List<Group> groups;
        private final int chunk;
        private final int[] slots;
        private final int[][] steps;
        private final int plane;
        private final int gradientPlane;
        private final int sumsPlane;

        /// @param chunk tiles from one block of the planes to the next
        Sums(Frame frame, WinogradTiles t, int chunk) {
            this.frame = frame;
            this.chunk = chunk;
            ConvGeometry g = t.g();
            groups = BlockGroups.forward(frame.kernels, g, LANES);
            slots = Dense.multiples(chunk, LANES);
            plane = WinogradTiles.plane(g.c(), chunk);
            gradientPlane = WinogradTiles.plane(g.o(), chunk);
            sumsPlane = t.weightPlane();
            steps = new int[groups.stream().mapToInt(Group::count).max().orElse(0) + 1][];
            Arrays.setAll(steps, n -> Dense.multiples(LANES, n * LANES));
        }

        int units() {
            return WinogradTiles.POINTS * groups.size();
        }

        /// Units `[from, to)`, which are points and groups of channel blocks, over the first `count`
        /// tiles.
        ///
        /// @param more whether they are added to what is there
        void run(int worker, int from, int to, int count, boolean more, WinogradPart.GradientPlanes part) {
            Tile t = frame.tile(worker);
            t.in = frame.array(part.planes());
            t.tab = slots;
            t.t0 = 0;
            t.t1 = count;
            t.w = frame.array(part.gradientPlanes());
            t.wtab = slots;
            t.wBlk = chunk * LANES;
            t.out = frame.array(part.sums());
            t.outBlk = LANES;
            t.bias = Tile.NO_BIAS;
            t.biasOff = 0;
            t.flags = more ? Tile.ACC : 0;
            int in = frame.base(part.planes(), worker, 0);
            int w = frame.base(part.gradientPlanes(), worker, 0);
            int out = frame.base(part.sums(), worker, 0);
            for (int u = from; u < to; u++) {
                int point = u / groups.size();
                Group g = groups.get(u - point * groups.size());
                t.wOff = w + point * gradientPlane + g.block() * t.wBlk;
                t.oo = steps[g.count()];
                for (int c = g.from(); c < g.to(); c += LANES) {
                    t.inOff = in + point * plane + c * chunk;
                    t.outOff = out + point * sumsPlane + g.weights() + (c - g.from()) * g.count() * LANES;
                    frame.kernels.gradient(t, g.count(), 0, Math.min(LANES, g.to() - c));
                }
            }
        }

        void prime(Primer primer) {
            for (Group g : groups) {
                primer.add(Family.GRADIENT, g.count(), Math.min(LANES, g.channels()));
                primer.add(Family.GRADIENT, g.count(), g.channels() % LANES);
            }
        }
    }

    /// From the sums to the gradient in the order of packed weights.
    static final class Filters {
        private final Frame frame;
        private final List<Packing.Unit> units;
        private final int[] slots;
        private final int plane;
        private final Transform kind;
        private final int kernel;

        Filters(Frame frame, WinogradTiles t) {
            this.frame = frame;
            units = Packing.forwardUnits(frame, t.g(), LANES);
            slots = Packing.slots(units);
            plane = t.weightPlane();
            kernel = t.kernel();
            kind = Transform.weightGradient(kernel);
        }

        int units() {
            return units.size();
        }

        void run(int worker, int from, int to, Buffer sums, Buffer partials, int partial) {
            Patches c = frame.patches(worker);
            c.from = frame.array(sums);
            c.fo = slots;
            c.fromCol = plane;
            c.fromRow = WinogradTiles.SIDE * plane;
            c.to = frame.array(partials);
            c.oo = slots;
            for (int i = from; i < to; i++) {
                Packing.Unit u = units.get(i);
                c.fromOff = frame.base(sums, worker, 0)
                        + u.group().weights()
                        + (u.c0() - u.group().from()) * u.width();
                c.toOff = frame.base(partials, worker, partial)
                        + u.phases().getFirst().at();
                c.toCol = (u.c1() - u.c0()) * u.width();
                c.toRow = kernel * c.toCol;
                frame.kernels.transform(
                        kind, c, 0, (u.c1() - u.c0()) * u.group().count());
            }
        }

        void prime(Primer primer) {
            primer.add(kind);
        }
    }

    /// All of it for the images of a part, a chunk of tiles at a time.
    static final class Whole implements Runner {
        private final Frame frame;
        private final WinogradPart.Gradient part;
        private final int chunk;
        private final WinogradPatches x;
        private final WinogradPatches dy;
        private final Sums sums;
        private final Filters filters;

        Whole(Frame f, WinogradPart.Gradient g) {
            frame = f;
            part = g;
            chunk = g.chunk();
            x = WinogradPatches.input(f, g.tiles(), chunk, g.x());
            dy = WinogradPatches.gradient(f, g.tiles(), chunk, g.dy());
            sums = new Sums(f, g.tiles(), chunk);
            filters = new Filters(f, g.tiles());
        }

        @Override
        public void run(int shard, int worker) {
            Buffer v = part.planes();
            Buffer w = part.gradientPlanes();
            int from = frame.firstImage(shard) * part.tiles().tiles();
            int to = frame.firstImage(shard + 1) * part.tiles().tiles();
            int chunks = Math.ceilDiv(to - from, chunk);
            for (int i = 0; i < chunks; i++) {
                int first = from + Partition.from(to - from, i, chunks);
                int count = from + Partition.from(to - from, i + 1, chunks) - first;
                x.find(worker, first, count);
                x.read(worker, count, 0, x.blocks(), frame.array(v), frame.base(v, worker, 0), 0);
                dy.find(worker, first, count);
                dy.read(worker, count, 0, dy.blocks(), frame.array(w), frame.base(w, worker, 0), 0);
                sums.run(worker, 0, sums.units(), count, i > 0, part);
            }
            filters.run(worker, 0, filters.units(), part.sums(), part.partials(), shard);
        }

        @Override
        public void prime(Primer primer) {
            primer.add(x.kind());
            primer.add(dy.kind());
            sums.prime(primer);
            filters.prime(primer);
        }
    }

    /// The sums of all tiles, of some points and groups of channel blocks.
    static final class Product implements Runner {
        private final WinogradPart.GradientProduct part;
        private final Sums sums;
        private final int parts;

        Product(Frame f, WinogradPart.GradientProduct p, Partition by) {
            part = p;
            sums = new Sums(f, p.tiles(), p.chunk());
            parts = by.parts();
        }

        @Override
        public void run(int part, int worker) {
            int units = sums.units();
            int from = Partition.from(units, part, parts);
            sums.run(worker, from, Partition.from(units, part + 1, parts), this.part.chunk(), false, this.part);
        }

        @Override
        public void prime(Primer primer) {
            sums.prime(primer);
        }
    }

    /// The gradient of some filters from the sums of all tiles.
    static Runner filters(Frame f, WinogradPart.GradientFilters s, Partition by) {
        Filters filters = new Filters(f, s.tiles());
        return new Runner() {
            @Override
            public void run(int part, int worker) {
                int from = Partition.from(filters.units(), part, by.parts());
                int to = Partition.from(filters.units(), part + 1, by.parts());
                filters.run(worker, from, to, s.sums(), s.partials(), 0);
            }

            @Override
            public void prime(Primer primer) {
                filters.prime(primer);
            }
        };
    }
}
