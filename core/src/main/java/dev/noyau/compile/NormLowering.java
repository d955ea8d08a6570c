package dev.noyau.compile;

import dev.noyau.compile.Buffer.Place;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.BatchNorm;
import dev.noyau.graph.op.BatchNormBackward;
import dev.noyau.graph.op.BatchNormInference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Batch normalisation in two halves: the vectors of numbers for each channel, which need all values, are made where
/// the node stands; the image itself is computed in a chain, together with what follows.
final class NormLowering {
    private final Planner p;
    private final Map<Node, List<Buffer>> vectors = new HashMap<>();

    NormLowering(Planner p) {
        this.p = p;
    }

    /// Whether a node is a normalisation whose first result a chain can compute once the vectors are known.
    boolean suits(Node n) {
        return switch (n.op()) {
            case BatchNorm b -> p.isImage(n.input(0));
            case BatchNormInference b -> p.isImage(n.input(0));
            case BatchNormBackward b -> p.isImage(n.input(0)) && p.isImage(n.input(1));
            default -> false;
        };
    }

    /// Whether a normalisation reads all of its images before it gives anything.
    static boolean readsAll(Node n) {
        return n.op() instanceof BatchNorm || n.op() instanceof BatchNormBackward;
    }

    /// The vectors that a chain needs: mean, factor, shift; for the gradient mean, and the numbers a, b and c of
    /// [NormStep.Coefficients].
    List<Buffer> vectors(Node n) {
        List<Buffer> v = vectors.get(n);
        if (v == null) {
            throw new IllegalStateException("no statistics for " + n);
        }
        return v;
    }

    /// Adds the steps that make the vectors.
    void lower(Node n) {
        vectors.put(
                n,
                switch (n.op()) {
                    case BatchNorm b -> forward(n, b);
                    case BatchNormInference b -> inference(n, b);
                    default -> backward(n);
                });
    }

    private List<Buffer> forward(Node n, BatchNorm op) {
        Buffer x = p.standard(n.input(0));
        Buffer partials = partials(x);
        Partition parts = parts(x);
        p.add(new NormStep.Statistics(x, partials, parts));
        Buffer weight = p.plain(n.input(1));
        Buffer mean = p.plain(n.input(3));
        Buffer variance = p.plain(n.input(4));
        Buffer factor = vector("factor", weight);
        List<Value> y = n.outputs();
        Buffer m = p.newPlain(y.get(3));
        p.add(new NormStep.Moments(
                op,
                x,
                parts,
                partials,
                weight,
                mean,
                variance,
                List.of(p.newPlain(y.get(1)), p.newPlain(y.get(2)), m, p.newPlain(y.get(4)), factor)));
        return List.of(m, factor, p.plain(n.input(2)));
    }

    private List<Buffer> inference(Node n, BatchNormInference op) {
        Buffer weight = p.plain(n.input(1));
        Buffer factor = vector("factor", weight);
        Buffer inverse = p.newPlain(n.outputs().get(1));
        p.add(new NormStep.Scales(op, weight, p.plain(n.input(4)), List.of(inverse, factor)));
        return List.of(p.plain(n.input(3)), factor, p.plain(n.input(2)));
    }

    private List<Buffer> backward(Node n) {
        Buffer dy = p.standard(n.input(0));
        Buffer x = p.standard(n.input(1));
        Buffer weight = p.plain(n.input(2));
        Buffer mean = p.plain(n.input(3));
        Buffer partials = partials(x);
        Partition parts = parts(x);
        p.add(new NormStep.Slopes(dy, x, mean, partials, parts));
        Buffer a = vector("a", weight);
        Buffer b = vector("b", weight);
        Buffer c = vector("c", weight);
        Buffer dw = p.newPlain(n.outputs().get(1));
        Buffer db = p.newPlain(n.outputs().get(2));
        p.add(new NormStep.Coefficients(x, parts, partials, weight, p.plain(n.input(4)), List.of(dw, db, a, b, c)));
        return List.of(mean, a, b, c);
    }

    /// Puts a batch norm with given statistics into the weights and the bias of the convolution before it.
    NormStep.Fold fold(Node n, Buffer weights, @Nullable Value bias, int filters) {
        List<Value> in = n.inputs();
        Buffer shift = p.buffer(
                "bias", Place.ARENA, 1, new ImageLayout(ImageLayout.LANES, filters, 1, 1, ImageLayout.Halo.NONE));
        NormStep.Fold f = new NormStep.Fold(
                ((BatchNormInference) n.op()).eps(),
                weights,
                bias == null ? null : p.plain(bias),
                in.subList(1, 5).stream().map(p::plain).toList(),
                p.buffer("folded", Place.ARENA, weights.images(), weights.layout()),
                shift);
        p.add(f);
        return f;
    }

    private Buffer vector(String name, Buffer like) {
        return p.buffer(name, Place.ARENA, 1, like.layout());
    }

    /// By images, so that statistics are made while the image is in the cache; few images by rows.
    private Partition parts(Buffer x) {
        return p.divideBatch()
                ? p.shards()
                : new Partition(
                        Partition.Kind.ROWS,
                        Math.min(Partition.PARTS, x.images() * x.layout().h()));
    }

    private Buffer partials(Buffer x) {
        int padded = x.layout().blocks() * ImageLayout.LANES;
        return p.buffer("partials", Place.ARENA, parts(x).parts(), ImageLayout.plain(NormStep.ROWS * padded, 1, 1));
    }
}
