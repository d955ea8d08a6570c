package dev.noyau.compile;

import dev.noyau.compile.Buffer.Place;
import dev.noyau.compile.ImageLayout.Halo;
import dev.noyau.compile.Partition.Kind;
import dev.noyau.compile.WinogradPart.Post;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Conv2dBackwardWeights;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/// Steps for convolutions and fully connected layers, which are convolutions with a window as large as the image;
/// and how they are divided.
final class ConvLowering {
    /// Up to this many weights the batch is divided and each part sums its own gradient; beyond, the
    /// sums would need more memory than they save time, and the weights are read by each part from far
    /// away.
    private static final long PARTIAL_WEIGHTS = 1 << 16;

    static final long SHARED_WEIGHTS = 1 << 18;

    private final Planner p;
    private final NormLowering norms;
    private final DenseLowering dense;
    private final WinogradLowering winograd;
    private final Map<Packing, Buffer> packedWeights = new HashMap<>();
    private final Map<Value, Buffer> paddedBias = new IdentityHashMap<>();
    /// The image that a fully connected layer's features came from.
    private final Map<Value, int[]> features = new IdentityHashMap<>();

    /// What the order of packed weights depends on: a weight may be shared by layers of other sizes.
    private record Packing(Buffer weights, ConvGeometry g, boolean backward, int lanes) {}

    ConvLowering(Planner p, NormLowering norms) {
        this.p = p;
        this.norms = norms;
        this.dense = new DenseLowering(p, this);
        this.winograd = new WinogradLowering(p);
    }

    /// Lowers a chain that begins with a convolution, a product or backward-data; false where the shapes
    /// do not suit.
    boolean lower(Fusion.Chain c) {
        Node head = c.head();
        if (!p.isImage(head.input(0))
                || head.op() instanceof MatMul && head.input(0).shape().rank() != 2) {
            return false;
        }
        return switch (head.op()) {
            case Conv2d op ->
                forward(c, geometry(op.window(), op.groups(), head.input(0).shape(), head.output()));
            case Conv2dBackwardData op ->
                backwardData(c, geometry(op.window(), op.groups(), op.input(), head.input(0)));
            case MatMul m -> {
                Value w = head.input(1);
                int[] own = {w.shape().dim(1), 1, 1};
                yield m.transposeB()
                        ? linearForward(c, linear(w, imageOf(head.input(0))))
                        : linearBackward(c, linear(w, features.getOrDefault(w, own)));
            }
            default -> false;
        };
    }

    /// Lowers a gradient of weights; false for other nodes.
    boolean lowerGradient(Node n) {
        if (n.op() instanceof Conv2dBackwardWeights op && p.isImage(n.input(0)) && p.isImage(n.input(1))) {
            Value x = n.input(1);
            backwardWeights(n, geometry(op.window(), op.groups(), x.shape(), n.input(0)), n.input(0), x);
            return true;
        }
        boolean product = n.op() instanceof MatMul m && m.transposeA() && !m.transposeB() && Fusion.matrices(n);
        if (product && p.isImage(n.input(0)) && p.isImage(n.input(1))) {
            int[] f = imageOf(n.input(1));
            ConvGeometry g = linear(n.input(0).shape().dim(1), f);
            if (dense.suits(g)) {
                dense.backwardWeights(n, g);
            } else {
                backwardWeights(n, g, n.input(0), n.input(1));
            }
            return true;
        }
        return false;
    }

    // ---- geometry

    private static ConvGeometry geometry(Window w, int groups, Shape x, Value y) {
        Shape s = y.shape();
        return new ConvGeometry(
                w, groups, x.dim(1), Images.height(x), Images.width(x), s.dim(1), Images.height(s), Images.width(s));
    }

    private ConvGeometry linear(Value w, int[] f) {
        features.put(w, f);
        return linear(w.shape().dim(0), f);
    }

    private static ConvGeometry linear(int o, int[] f) {
        return new ConvGeometry(Window.of(f[1], f[2]), 1, f[0], f[1], f[2], o, 1, 1);
    }

    /// Channels, height and width under which a row of features lies in memory.
    private int[] imageOf(Value x) {
        if (!p.hasImage(x)) {
            return Planner.geometry(x);
        }
        ImageLayout l = p.image(x).layout();
        return new int[] {l.c(), l.h(), l.w()};
    }

    // ---- steps

    private boolean linearForward(Fusion.Chain c, ConvGeometry g) {
        if (!dense.suits(g)) {
            return forward(c, g);
        }
        dense.forward(c, g);
        return true;
    }

    private boolean linearBackward(Fusion.Chain c, ConvGeometry g) {
        boolean fits = c.mask() == null || p.image(c.mask()).geometry(g.c(), g.h(), g.w());
        if (!fits || !dense.suits(g)) {
            return fits && backwardData(c, g);
        }
        dense.backwardData(c, g);
        return true;
    }

    private boolean forward(Fusion.Chain c, ConvGeometry g) {
        Node n = c.head();
        Buffer x = input(n.input(0), g);
        Buffer w = p.plain(n.input(1));
        Buffer bias = c.bias() == null ? null : padded(c.bias());
        Node norm = c.norm();
        if (norm != null) {
            NormStep.Fold fold = norms.fold(norm, w, c.bias(), g.o());
            w = fold.folded();
            bias = fold.shift();
        }
        int lanes = x.blocked() ? ImageLayout.LANES : 1;
        Buffer add = c.add() == null ? null : p.image(c.add());
        Buffer y = p.newImage(c.result(), g.o(), g.oh(), g.ow());
        if (add != null) {
            y.tie(add);
        }
        if (winograd.suits(g) && x.blocked()) {
            winograd.lower(new WinogradTiles(g, false), x, w, new Post(bias, add, c.relu(), null), y);
            return true;
        }
        Buffer packed = packed(new Packing(w, g, false, lanes), Taps.packedForward(g, lanes));
        p.add(new Step.Forward(g, x, packed, bias, add, c.relu(), y, divided(g, g.oh(), g.o())));
        return true;
    }

    private boolean backwardData(Fusion.Chain c, ConvGeometry g) {
        Node n = c.head();
        Buffer mask = c.mask() == null ? null : p.image(c.mask());
        if (mask != null && !mask.geometry(g.c(), g.h(), g.w())) {
            return false;
        }
        Buffer dy = p.standard(n.input(0));
        dy.require(g.gradientHalo());
        Buffer w = p.plain(n.input(1));
        Buffer bias = c.bias() == null ? null : padded(c.bias());
        Buffer dx = p.newImage(c.result(), g.c(), g.h(), g.w());
        if (mask != null) {
            dx.tie(mask);
        }
        if (winograd.suits(g)) {
            winograd.lower(new WinogradTiles(g, true), dy, w, new Post(bias, null, c.relu(), mask), dx);
            return true;
        }
        Buffer packed = packed(new Packing(w, g, true, ImageLayout.LANES), Taps.packedBackward(g));
        p.add(new Step.BackwardData(g, dy, packed, bias, c.relu(), mask, dx, divided(g, g.h(), g.c())));
        return true;
    }

    private void backwardWeights(Node n, ConvGeometry g, Value gradient, Value input) {
        Buffer dy = p.standard(gradient);
        Buffer x = input(input, g);
        int lanes = x.blocked() ? ImageLayout.LANES : 1;
        long size = Taps.packedForward(g, lanes);
        Partition by = new Partition(Kind.BLOCKS, Partition.PARTS);
        if (g.weights() <= PARTIAL_WEIGHTS) {
            by = p.divideBatch() ? p.shards() : new Partition(Kind.ROWS, Partition.PARTS);
        }
        boolean fast = winograd.suits(g) && x.blocked() && by.kind() != Kind.ROWS;
        if (fast && by.kind() == Kind.BLOCKS && !winograd.hasRoomForAll(g)) {
            fast = p.divideBatch() && winograd.hasRoomForPartials(size);
            by = fast ? p.shards() : by;
        }
        int sums = by.kind() == Kind.BLOCKS ? 1 : by.parts();
        Buffer partials = p.buffer("partials", Place.ARENA, sums, ImageLayout.plain(Math.toIntExact(size), 1, 1));
        if (fast) {
            winograd.lowerGradient(new WinogradTiles(g, false), x, dy, partials, by);
        } else {
            p.add(new Step.BackwardWeights(g, dy, x, partials, by));
        }
        p.add(new Step.UnpackWeights(g, partials, lanes, p.newPlain(n.output()), packing(partials)));
    }

    private Buffer input(Value x, ConvGeometry g) {
        if (!g.depthwise()) {
            return p.convInput(x, g.inputHalo());
        }
        Buffer b = p.standard(x);
        b.require(g.inputHalo());
        return b;
    }

    /// A bias padded to whole blocks.
    Buffer padded(Value bias) {
        Buffer b = paddedBias.get(bias);
        if (b == null) {
            int o = bias.shape().dim(0);
            b = p.buffer("bias", Place.ARENA, 1, new ImageLayout(ImageLayout.LANES, o, 1, 1, Halo.NONE));
            paddedBias.put(bias, b);
            p.add(new Step.Copy(p.plain(bias), b, Partition.WHOLE));
        }
        return b;
    }

    private Buffer packed(Packing k, long size) {
        Buffer b = packedWeights.get(k);
        if (b == null) {
            b = p.buffer("packed", Place.ARENA, 1, ImageLayout.plain(Math.toIntExact(size), 1, 1));
            packedWeights.put(k, b);
            p.add(new Step.PackWeights(k.g(), k.backward(), k.weights(), b, k.lanes(), packing(b)));
        }
        return b;
    }

    private static Partition packing(Buffer packed) {
        boolean whole = packed.layout().size() < 4096;
        return whole ? Partition.WHOLE : new Partition(Kind.BLOCKS, Partition.PARTS);
    }

    /// By images while the weights stay in a worker's cache; else by blocks of the result, so that each
    /// weight is read once. Few images are divided by rows, or by blocks where there are few rows.
    private Partition divided(ConvGeometry g, int rows, int channels) {
        if (p.divideBatch()) {
            return g.weights() <= SHARED_WEIGHTS ? p.shards() : new Partition(Kind.BLOCKS, Partition.PARTS);
        }
        boolean byRows = (long) p.images() * rows >= 4 * Partition.PARTS && g.weights() <= SHARED_WEIGHTS;
        boolean single = channels <= ImageLayout.LANES;
        return new Partition(byRows || single ? Kind.ROWS : Kind.BLOCKS, Partition.PARTS);
    }
}
