package dev.noyau.compile;

import dev.noyau.compile.Buffer.Place;
import dev.noyau.compile.ImageLayout.Halo;
import dev.noyau.compile.Partition.Kind;
import dev.noyau.compile.Step.Function;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Steps for fully connected layers with so many weights that packing them would cost more than the product saves: the
/// weights stay where they are, and the activations, which are far fewer, are turned instead.
final class DenseLowering {
    private static final int LANES = ImageLayout.LANES;

    /// Images that are lanes of one product: two blocks, as the widest tiles take.
    private static final int WIDTH = 2 * LANES;

    private static final Partition BY_BLOCKS = new Partition(Kind.BLOCKS, Partition.PARTS);

    private final Planner p;
    private final ConvLowering conv;
    private final Map<Value, Buffer> columns = new IdentityHashMap<>();

    DenseLowering(Planner p, ConvLowering conv) {
        this.p = p;
        this.conv = conv;
    }

    /// Whether a layer is one of these: a rule of the shape.
    boolean suits(ConvGeometry g) {
        long features = g.weights() / g.o();
        return p.images() >= Planner.BATCH
                && g.weights() > ConvLowering.SHARED_WEIGHTS
                && g.oh() == 1
                && g.ow() == 1
                && g.o() % LANES == 0
                && features % LANES == 0;
    }

    void forward(Fusion.Chain c, ConvGeometry g) {
        Node n = c.head();
        int features = Math.toIntExact(g.weights() / g.o());
        Buffer x = p.plain(n.input(0));
        int groups = (p.images() + WIDTH - 1) / WIDTH;
        Buffer columns = scratch("columns", (long) groups * features * WIDTH);
        p.add(new DenseStep.Columns(x, features, WIDTH, true, columns, BY_BLOCKS));
        Buffer product = scratch("product", (long) g.o() * groups * WIDTH);
        p.add(new DenseStep.DenseForward(features, g.o(), p.plain(n.input(1)), columns, product, BY_BLOCKS));
        Buffer bias = c.bias() == null ? null : conv.padded(c.bias());
        Buffer y = p.newImage(c.result(), g.o(), 1, 1);
        p.add(new DenseStep.DenseFinish(product, bias, c.relu(), y, p.shards()));
    }

    void backwardData(Fusion.Chain c, ConvGeometry g) {
        Node n = c.head();
        int features = Math.toIntExact(g.weights() / g.o());
        Buffer dx = p.buffer("dx", Place.ARENA, p.images(), ImageLayout.plain(g.c(), g.h(), g.w()));
        p.add(new DenseStep.DenseBackwardData(
                features,
                g.o(),
                columns(n.input(0), g.o()),
                width(),
                p.plain(n.input(1)),
                packed(g.o()),
                dx,
                BY_BLOCKS));
        Buffer image = c.mask() == null
                ? p.newImage(c.result(), g.c(), g.h(), g.w())
                : p.buffer("dx", Place.ARENA, p.images(), new ImageLayout(LANES, g.c(), g.h(), g.w(), Halo.NONE));
        p.add(new Step.Copy(dx, image, p.shards()));
        if (c.mask() != null) {
            Buffer mask = p.image(c.mask());
            Buffer masked = p.newImage(c.result(), g.c(), g.h(), g.w());
            masked.tie(mask);
            masked.tie(image);
            p.add(new Step.Elementwise(Function.RELU_BACKWARD, List.of(image, mask), 0, masked, p.shards()));
        }
    }

    void backwardWeights(Node n, ConvGeometry g) {
        int features = Math.toIntExact(g.weights() / g.o());
        p.add(new DenseStep.DenseBackwardWeights(
                features,
                g.o(),
                columns(n.input(0), g.o()),
                width(),
                p.plain(n.input(1)),
                packed(p.images()),
                p.newPlain(n.output()),
                BY_BLOCKS));
    }

    /// An output's gradient, images side by side, for both products that need it.
    private Buffer columns(Value dy, int outputs) {
        Buffer known = columns.get(dy);
        if (known == null) {
            known = scratch("columns", (long) outputs * width());
            columns.put(dy, known);
            p.add(new DenseStep.Columns(p.standard(dy), outputs, width(), false, known, BY_BLOCKS));
        }
        return known;
    }

    private int width() {
        return (p.images() + LANES - 1) / LANES * LANES;
    }

    private Buffer packed(int terms) {
        int floats = DenseStep.PACKED_ROW * Math.min(DenseStep.PACKED_TERMS, terms);
        return p.buffer("packed", Place.WORKER, 1, ImageLayout.plain(floats, 1, 1));
    }

    private Buffer scratch(String name, long size) {
        return p.buffer(name, Place.ARENA, 1, ImageLayout.plain(Math.toIntExact(size), 1, 1));
    }
}
