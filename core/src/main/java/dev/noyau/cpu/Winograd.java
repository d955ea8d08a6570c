package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ConvGeometry;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Partition;
import dev.noyau.compile.Step;
import dev.noyau.compile.WinogradPart;
import dev.noyau.compile.WinogradTiles;
import dev.noyau.cpu.BlockGroups.Group;
import dev.noyau.cpu.kernels.Family;
import dev.noyau.cpu.kernels.Primer;
import dev.noyau.cpu.kernels.Tile;
import java.util.List;

/// The parts of Winograd's convolution, ready to run.
final class Winograd {
    private static final int LANES = ImageLayout.LANES;

    private Winograd() {}

    static Runner of(Frame f, Step.Winograd s) {
        return switch (s.part()) {
            case WinogradPart.Weights w -> Packing.transform(f, w, s.partition());
            case WinogradPart.Input i -> new Input(f, i, s.partition());
            case WinogradPart.Product p -> new Product(f, p, s.partition());
            case WinogradPart.Output o -> new Output(f, o, s.partition());
            case WinogradPart.Whole w -> new Whole(f, w, s.partition());
            case WinogradPart.Gradient g -> new WinogradGradient.Whole(f, g);
            case WinogradPart.GradientProduct p -> new WinogradGradient.Product(f, p, s.partition());
            case WinogradPart.GradientFilters g -> WinogradGradient.filters(f, g, s.partition());
        };
    }

    /// The products of matrices, one for each point and group of channel blocks.
    private static final class Products {
        private final Frame frame;
        private final List<Group> groups;
        private final int[] terms;
        private final int[] slots;
        private final int chunk;
        private final int inPlane;
        private final int outPlane;
        private final int weightPlane;

        Products(Frame frame, WinogradTiles t, int chunk) {
            this.frame = frame;
            this.chunk = chunk;
            ConvGeometry g = t.g();
            groups = t.backward()
                    ? BlockGroups.backward(frame.kernels, g)
                    : BlockGroups.forward(frame.kernels, g, LANES);
            terms = new int[groups.getFirst().channels()];
            for (int c = 0; c < terms.length; c++) {
                terms[c] = c / LANES * chunk * LANES + c % LANES;
            }
            slots = Dense.multiples(chunk, LANES);
            inPlane = WinogradTiles.plane(t.in(), chunk);
            outPlane = WinogradTiles.plane(t.out(), chunk);
            weightPlane = t.weightPlane();
        }

        int units() {
            return WinogradTiles.POINTS * groups.size();
        }

        /// @param planes where they begin
        void run(int worker, int from, int to, int count, Buffer planes, Buffer weights, Buffer products) {
            Tile t = frame.tile(worker);
            t.in = frame.array(planes);
            t.xo = slots;
            t.tab = terms;
            t.run = 4;
            t.t0 = 0;
            t.w = frame.array(weights);
            t.out = frame.array(products);
            t.oo = slots;
            t.outBlk = chunk * LANES;
            t.bias = Tile.NO_BIAS;
            t.biasOff = 0;
            t.flags = 0;
            int in = frame.base(planes, worker, 0);
            int w = frame.base(weights, worker, 0);
            int out = frame.base(products, worker, 0);
            for (int u = from; u < to; u++) {
                int point = u / groups.size();
                Group g = groups.get(u - point * groups.size());
                t.inOff = in + point * inPlane;
                t.wOff = w + point * weightPlane + g.weights();
                t.outOff = out + point * outPlane + g.block() * t.outBlk;
                t.t1 = terms.length;
                TermChunks.multiply(frame.kernels, t, g.count(), 0, count);
            }
        }

        /// @param count tiles that are computed together
        void prime(Primer primer, int count) {
            for (Group g : groups) {
                primer.add(Family.RUNS, g.count(), count);
            }
        }
    }

    private static final class Product implements Runner {
        private final WinogradPart.Product part;
        private final Products products;
        private final int chunk;
        private final int parts;

        Product(Frame f, WinogradPart.Product p, Partition by) {
            part = p;
            chunk = p.chunk();
            products = new Products(f, p.tiles(), chunk);
            parts = by.parts();
        }

        @Override
        public void run(int part, int worker) {
            int units = products.units();
            products.run(
                    worker,
                    Partition.from(units, part, parts),
                    Partition.from(units, part + 1, parts),
                    chunk,
                    this.part.planes(),
                    this.part.transformed(),
                    this.part.products());
        }

        @Override
        public void prime(Primer primer) {
            products.prime(primer, chunk);
        }
    }

    /// All tiles of some images, or of some channel blocks.
    abstract static class AllTiles implements Runner {
        final Frame frame;
        private final WinogradTiles tiles;
        private final WinogradPatches patches;
        private final Partition by;

        AllTiles(Frame frame, WinogradTiles tiles, WinogradPatches patches, Partition by) {
            this.frame = frame;
            this.tiles = tiles;
            this.patches = patches;
            this.by = by;
        }

        @Override
        public final void run(int part, int worker) {
            boolean shards = by.kind() == Partition.Kind.SHARDS;
            int from = shards ? frame.firstImage(part) : 0;
            int to = shards ? frame.firstImage(part + 1) : frame.plan.images();
            int b0 = shards ? 0 : Partition.from(patches.blocks(), part, by.parts());
            int b1 = shards ? patches.blocks() : Partition.from(patches.blocks(), part + 1, by.parts());
            if (shards || part == 0) {
                begin(worker, from, to);
            }
            int count = (to - from) * tiles.tiles();
            if (count > 0 && b0 < b1) {
                patches.find(worker, from * tiles.tiles(), count);
                move(patches, worker, count, b0, b1, from * tiles.tiles());
            }
        }

        void begin(int worker, int from, int to) {}

        abstract void move(WinogradPatches patches, int worker, int count, int b0, int b1, int slot);

        @Override
        public final void prime(Primer primer) {
            primer.add(patches.kind());
        }
    }

    private static final class Input extends AllTiles {
        private final Buffer planes;

        Input(Frame f, WinogradPart.Input i, Partition by) {
            super(f, i.tiles(), patches(f, i), by);
            planes = i.planes();
        }

        private static WinogradPatches patches(Frame f, WinogradPart.Input i) {
            return i.gradient()
                    ? WinogradPatches.gradient(f, i.tiles(), i.chunk(), i.image())
                    : WinogradPatches.input(f, i.tiles(), i.chunk(), i.image());
        }

        @Override
        void move(WinogradPatches patches, int worker, int count, int b0, int b1, int slot) {
            patches.read(worker, count, b0, b1, frame.array(planes), frame.base(planes, worker, 0), slot);
        }
    }

    private static final class Output extends AllTiles {
        private final WinogradPart.Output part;

        Output(Frame f, WinogradPart.Output o, Partition by) {
            super(f, o.tiles(), WinogradPatches.output(f, o.tiles(), o.chunk(), o.post(), o.y()), by);
            part = o;
        }

        @Override
        void begin(int worker, int from, int to) {
            frame.clearHalo(part.y(), worker, from, to);
        }

        @Override
        void move(WinogradPatches patches, int worker, int count, int b0, int b1, int slot) {
            Buffer m = part.products();
            patches.write(
                    worker,
                    count,
                    b0,
                    b1,
                    frame.array(m),
                    frame.base(m, worker, 0),
                    slot,
                    part.post().bias());
        }
    }

    /// From the image to the result, a chunk of tiles at a time.
    private static final class Whole implements Runner {
        private final Frame frame;
        private final WinogradPart.Whole part;
        private final Partition by;
        private final WinogradPatches in;
        private final WinogradPatches out;
        private final Products products;
        private final int chunk;

        Whole(Frame f, WinogradPart.Whole w, Partition by) {
            this.frame = f;
            this.part = w;
            this.by = by;
            this.chunk = w.chunk();
            this.in = WinogradPatches.input(f, w.tiles(), chunk, w.image());
            this.out = WinogradPatches.output(f, w.tiles(), chunk, w.post(), w.y());
            this.products = new Products(f, w.tiles(), chunk);
        }

        @Override
        public void run(int part, int worker) {
            if (by.kind() == Partition.Kind.SHARDS) {
                frame.clearHalo(this.part.y(), worker, frame.firstImage(part), frame.firstImage(part + 1));
            } else if (part == 0) {
                frame.clearHalo(this.part.y(), worker, 0, frame.plan.images());
            }
            tiles(worker, first(part), first(part + 1));
        }

        /// The first tile of a part.
        private int first(int part) {
            WinogradTiles t = this.part.tiles();
            return by.kind() == Partition.Kind.SHARDS
                    ? frame.firstImage(part) * t.tiles()
                    : Partition.from(frame.plan.images() * t.rows(), part, by.parts()) * t.columns();
        }

        private void tiles(int worker, int from, int to) {
            Buffer v = part.planes();
            Buffer m = part.products();
            int chunks = Math.ceilDiv(to - from, chunk);
            for (int i = 0; i < chunks; i++) {
                int first = from + Partition.from(to - from, i, chunks);
                int count = from + Partition.from(to - from, i + 1, chunks) - first;
                in.find(worker, first, count);
                in.read(worker, count, 0, in.blocks(), frame.array(v), frame.base(v, worker, 0), 0);
                products.run(worker, 0, products.units(), count, v, part.transformed(), m);
                out.find(worker, first, count);
                Buffer bias = part.post().bias();
                out.write(worker, count, 0, out.blocks(), frame.array(m), frame.base(m, worker, 0), 0, bias);
            }
        }

        @Override
        public void prime(Primer primer) {
            primer.add(in.kind());
            for (int part = 0; part < by.parts(); part++) {
                int count = first(part + 1) - first(part);
                int chunks = Math.ceilDiv(count, chunk);
                for (int i = 0; i < chunks; i++) {
                    products.prime(primer, Partition.from(count, i + 1, chunks) - Partition.from(count, i, chunks));
                }
            }
            primer.add(out.kind());
        }
    }
}
