package dev.noyau.compile;

import dev.noyau.compile.Buffer.Place;
import dev.noyau.compile.ImageLayout.Halo;
import dev.noyau.compile.Step.Function;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.AdaptivePool2d;
import dev.noyau.graph.op.AdaptivePool2dBackward;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.AvgPool2dBackward;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Constant;
import dev.noyau.graph.op.DropoutMask;
import dev.noyau.graph.op.GlobalAvgPool;
import dev.noyau.graph.op.GlobalMaxPool;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.MaxPool2d;
import dev.noyau.graph.op.MaxPool2dBackward;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.PoolWindows;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.ReluBackward;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.SoftmaxCrossEntropy;
import dev.noyau.graph.op.SoftmaxCrossEntropyBackward;
import dev.noyau.graph.op.Sub;
import dev.noyau.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Chooses the step for each node. What has no fast step, or not for these shapes, becomes a [Step.Fallback].
final class Lowering {
    private final Planner p;
    private final Fusion fusion;
    private final MoveLowering moves;
    private final Products products;
    private final NormLowering norms;
    private final ChainGroups groups;
    private final ChainLowering chains;
    private final ConvLowering conv;
    private final Map<List<Value>, Buffer> probabilities = new HashMap<>();

    Lowering(Planner p, Graph graph) {
        this.p = p;
        Uses uses = new Uses(graph);
        this.fusion = new Fusion(graph, uses);
        this.moves = new MoveLowering(p);
        this.products = new Products(p);
        this.norms = new NormLowering(p);
        this.groups = new ChainGroups(graph, uses, fusion, norms);
        this.chains = new ChainLowering(p, groups, norms);
        this.conv = new ConvLowering(p, norms);
    }

    void lower(Node n) {
        if (n.inputs().isEmpty()) {
            p.source(n.output());
            return;
        }
        if (fusion.absorbed(n)) {
            return;
        }
        Fusion.Chain chain = fusion.endingAt(n);
        boolean norm = chain == null && norms.suits(n) && n.output().shape().size() > 0;
        if (norm) {
            norms.lower(n);
        }
        List<Node> group = groups.of(n);
        if (norm && group == null) {
            return; // only its statistics are used
        }
        if (group != null && group.size() > 1) {
            if (n == group.getLast()) {
                chains.lower(group);
            }
        } else if (chain == null) {
            single(n);
        } else if (!conv.lower(chain)) {
            chain.nodes().forEach(this::separate);
        }
    }

    /// A node of a chain that does not suit the convolution.
    private void separate(Node n) {
        if (norms.suits(n)) {
            norms.lower(n);
            chains.lower(List.of(n));
        } else {
            single(n);
        }
    }

    private void single(Node n) {
        if (conv.lowerGradient(n) || moves.lower(n) || products.lower(n) || fast(n)) {
            return;
        }
        if (groups.of(n) != null) {
            chains.lower(List.of(n));
        } else {
            fallback(n);
        }
    }

    /// Tries the step made for this op; false where the shapes do not suit it.
    private boolean fast(Node n) {
        return switch (n.op()) {
            case Relu r -> elementwise(n, Function.RELU);
            case ReluBackward r -> elementwise(n, Function.RELU_BACKWARD);
            case Add a -> elementwise(n, Function.ADD);
            case Sub s -> elementwise(n, Function.SUB);
            case Mul m -> scale(n) || elementwise(n, Function.MUL);
            case BiasAdd b -> bias(n);
            case Reshape r -> reshape(n);
            case MaxPool2d m -> pool(n, m.window(), true, false);
            case AvgPool2d a -> pool(n, a.window(), false, a.countPadding());
            case AdaptivePool2d a -> pool(n, a.windows(), a.max(), false);
            case GlobalMaxPool g -> pool(n, GlobalMaxPool.window(n.input(0).shape()), true, false);
            case MaxPool2dBackward m -> poolBackward(n, m.window(), true, false);
            case AvgPool2dBackward a -> poolBackward(n, a.window(), false, a.countPadding());
            case AdaptivePool2dBackward a -> poolBackward(n, a.windows(), a.max(), false);
            case GlobalAvgPool g -> globalAverage(n);
            case BroadcastTo b -> spread(n);
            case ReduceSum r -> channelSums(n, r);
            case SoftmaxCrossEntropy s -> crossEntropy(n);
            case SoftmaxCrossEntropyBackward s -> crossEntropyBackward(n);
            case DropoutMask d -> mask(n, d);
            default -> false;
        };
    }

    private boolean images(Node n) {
        return n.inputs().stream().allMatch(p::isImage);
    }

    private boolean pool(Node n, PoolWindows windows, boolean max, boolean countPadding) {
        if (!images(n)) {
            return false;
        }
        Buffer x = p.standard(n.input(0));
        p.add(new Step.Pool(windows, max, countPadding, x, p.newImage(n.output()), p.shards()));
        return true;
    }

    /// The pooled image is read for its largest values only.
    private boolean poolBackward(Node n, PoolWindows windows, boolean max, boolean countPadding) {
        if (!images(n)) {
            return false;
        }
        Buffer dy = p.standard(n.input(0));
        Buffer x = max ? p.standard(n.input(1)) : null;
        p.add(new Step.PoolBackward(windows, max, countPadding, dy, x, p.newImage(n.output()), p.shards()));
        return true;
    }

    private boolean globalAverage(Node n) {
        if (!images(n)) {
            return false;
        }
        p.add(new Step.GlobalAverage(p.standard(n.input(0)), p.newImage(n.output()), p.shards()));
        return true;
    }

    private boolean elementwise(Node n, Function f) {
        for (Value v : n.inputs()) {
            if (!p.isImage(v) || !v.shape().equals(n.output().shape())) {
                return false;
            }
        }
        List<Buffer> in = n.inputs().stream().map(p::image).toList();
        return elementwise(n, f, in, 0);
    }

    private boolean elementwise(Node n, Function f, List<Buffer> in, float factor) {
        ImageLayout first = in.getFirst().layout();
        if (!in.stream().allMatch(b -> b.layout().sameGeometry(first))) {
            return false;
        }
        Buffer out = p.newImage(n.output(), first.c(), first.h(), first.w());
        in.forEach(out::tie);
        p.add(new Step.Elementwise(f, in, factor, out, p.shards()));
        return true;
    }

    /// A product with a constant number.
    private boolean scale(Node n) {
        Value a = n.input(0);
        Value b = n.input(1);
        if (!(b.node().op() instanceof Constant c)
                || c.value().shape().size() != 1
                || !p.isImage(a)
                || b.shape().rank() > a.shape().rank()) {
            return false;
        }
        float factor = c.value().data()[0];
        return Float.isFinite(factor) && elementwise(n, Function.SCALE, List.of(p.image(a)), factor);
    }

    private boolean bias(Node n) {
        Value x = n.input(0);
        if (!p.isImage(x)) {
            return false;
        }
        p.add(new Step.Bias(p.standard(x), conv.padded(n.input(1)), p.newImage(n.output()), p.shards()));
        return true;
    }

    /// Free where the image form may stay as it is: flattening, and back to the same sizes.
    private boolean reshape(Node n) {
        Value x = n.input(0);
        Value y = n.output();
        if (p.isImage(x) && p.isImage(y) && p.hasImage(x)) {
            int[] g = Planner.geometry(y);
            if (y.shape().rank() == 2 || p.image(x).geometry(g[0], g[1], g[2])) {
                p.alias(y, p.image(x));
                return true;
            }
        }
        if (x.type().dtype() != DType.F32) {
            return false;
        }
        Buffer from = p.plain(x);
        Buffer to = p.newPlain(y);
        p.add(new Step.Reinterpret(from, to));
        return true;
    }

    private boolean spread(Node n) {
        Value x = n.input(0);
        Value y = n.output();
        if (!p.isImage(x)
                || !p.isImage(y)
                || x.shape().rank() < Images.SIGNAL
                || x.shape().rank() != y.shape().rank()
                || x.shape().size(2, x.shape().rank()) != 1
                || x.shape().dim(1) != y.shape().dim(1)) {
            return false;
        }
        p.add(new Step.Spread(p.image(x), p.newImage(y), p.shards()));
        return true;
    }

    /// The sum over all axes but the channels: a bias's gradient.
    private boolean channelSums(Node n, ReduceSum r) {
        Value x = n.input(0);
        List<Integer> all =
                IntStream.range(0, x.shape().rank()).filter(a -> a != 1).boxed().toList();
        if (!p.isImage(x) || r.keepDims() || !r.axes().equals(all)) {
            return false;
        }
        Buffer from = p.standard(x);
        int parts = p.divideBatch() ? p.shardCount() : 1;
        int padded = from.layout().blocks() * ImageLayout.LANES;
        Buffer partials = p.buffer("partials", Place.ARENA, parts, ImageLayout.plain(padded, 1, 1));
        Partition by = p.divideBatch()
                ? p.shards()
                : new Partition(
                        Partition.Kind.BLOCKS,
                        Math.min(Partition.PARTS, from.layout().blocks()));
        p.add(new Step.ChannelSums(from, partials, by));
        p.add(new Step.SumPartials(partials, p.newPlain(n.output()), 1, Partition.WHOLE));
        return true;
    }

    private boolean crossEntropy(Node n) {
        Value scores = n.input(0);
        if (!p.isImage(scores) || !(n.input(1).node().op() instanceof Input target)) {
            return false;
        }
        Buffer from = p.standard(scores);
        ImageLayout l = from.layout();
        Buffer prob = p.buffer(
                "probabilities",
                Place.ARENA,
                p.images(),
                new ImageLayout(ImageLayout.LANES, l.c(), l.h(), l.w(), Halo.NONE));
        Partition by = p.divideBatch() ? p.shards() : Partition.WHOLE;
        Buffer partials = p.buffer("partials", Place.ARENA, by.parts(), ImageLayout.plain(1, 1, 1));
        p.add(new Step.CrossEntropy(from, target.name(), prob, partials, by));
        long labels = n.input(1).shape().size();
        p.add(new Step.SumPartials(partials, p.newPlain(n.output()), 1f / labels, Partition.WHOLE));
        probabilities.put(List.of(scores, n.input(1)), prob);
        return true;
    }

    private boolean crossEntropyBackward(Node n) {
        Buffer prob = probabilities.get(List.of(n.input(1), n.input(2)));
        if (prob == null || !(n.input(2).node().op() instanceof Input target)) {
            return false;
        }
        ImageLayout l = prob.layout();
        Buffer out = p.newImage(n.output(), l.c(), l.h(), l.w());
        Buffer g = p.plain(n.input(0));
        p.add(new Step.CrossEntropyBackward(
                prob, target.name(), g, n.input(2).shape().size(), out, p.shards()));
        return true;
    }

    private boolean mask(Node n, DropoutMask op) {
        if (!p.isImage(n.output()) || !(n.input(0).node().op() instanceof Input key)) {
            return false;
        }
        p.add(new Step.Mask(op, key.name(), p.newImage(n.output()), p.shards()));
        return true;
    }

    private void fallback(Node n) {
        List<@Nullable Buffer> in = new ArrayList<>();
        for (Value v : n.inputs()) {
            in.add(v.type().dtype() == DType.F32 ? p.plain(v) : p.integers(v));
        }
        List<Buffer> out = new ArrayList<>();
        for (Value v : n.outputs()) {
            out.add(v.type().dtype() == DType.F32 ? p.newPlain(v) : Objects.requireNonNull(p.integers(v)));
        }
        p.add(new Step.Fallback(n, in, out));
    }
}
