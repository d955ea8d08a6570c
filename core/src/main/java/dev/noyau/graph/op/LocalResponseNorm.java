package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Local response normalisation over neighbouring channels (Krizhevsky et al. 2012):
/// `y[c] = x[c] · s[c]^-β` with `s[c] = k + α/(before + after + 1) · Σ x[i]²` over the channels from `c - before` to
/// `c + after`.
///
/// **Shapes**: (N, C, ...) → the same. ONNX: LRN, where before is ⌊(size - 1)/2⌋ and after the rest; in PyTorch before
/// is ⌊size/2⌋.
///
/// @param before channels before
/// @param after channels after
/// @param alpha α
/// @param beta β
/// @param k what is added
public record LocalResponseNorm(int before, int after, float alpha, float beta, float k) implements Op {
    public LocalResponseNorm {
        if (before < 0 || after < 0) {
            throw new IllegalArgumentException(
                    "the numbers of channels before and after must not be negative: " + before + ", " + after);
        }
    }

    /// Channels that are summed over.
    public int size() {
        return before + after + 1;
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Channels.check(in, 0);
        return List.of(Type.f32(in.getFirst().shape()));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new LocalResponseNormBackward(this), Op.only(dy), node.input(0)));
    }

    /// s, emitted.
    Value sums(Arithmetic a, Value x) {
        return a.add(a.mul(windows(a, a.square(x), before, after), alpha / size()), k);
    }

    /// Sums over channels from `c - before` to `c + after`: average pooling along the channels.
    static Value windows(Arithmetic a, Value x, int before, int after) {
        Shape s = x.shape();
        int size = before + after + 1;
        int inner = Math.toIntExact(s.size(2, s.rank()));
        Value rows = a.b().add(new Reshape(Shape.of(s.dim(0), 1, s.dim(1), inner)), x);
        Value padded = a.b().add(Pad.zeros(List.of(0, 0, before, 0, 0, 0, after, 0)), rows);
        Value mean = a.b().add(new AvgPool2d(Window.of(size, 1), true), padded);
        return a.b().add(new Reshape(s), a.mul(mean, size));
    }
}
