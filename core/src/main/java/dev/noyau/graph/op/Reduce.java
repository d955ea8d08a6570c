package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One number for all values along some axes, which keep size 1 or disappear. ONNX: ReduceMax, ReduceMean, and so on;
/// the plain sum is [ReduceSum].
///
/// **Shapes**: any → the same with 1 for each of the axes, or without them.
///
/// @param axes negative ones count from the end; without any nothing is reduced
public record Reduce(Kind kind, List<Integer> axes, boolean keepDims) implements Op {
    /// What is computed.
    ///
    /// | kind | formula |
    /// |---|---|
    /// | `L1` | `Σ abs x` |
    /// | `L2` | `√Σx²` |
    /// | `LOG_SUM` | `log Σx` |
    /// | `LOG_SUM_EXP` | `log Σeˣ`, computed after subtracting the largest |
    /// | `SUM_SQUARE` | `Σx²` |
    /// | others | as named |
    public enum Kind {
        L1("ReduceL1"),
        L2("ReduceL2"),
        LOG_SUM("ReduceLogSum"),
        LOG_SUM_EXP("ReduceLogSumExp"),
        MAX("ReduceMax"),
        MEAN("ReduceMean"),
        MIN("ReduceMin"),
        PROD("ReduceProd"),
        SUM_SQUARE("ReduceSumSquare");

        private final String onnx;

        Kind(String onnx) {
            this.onnx = onnx;
        }

        boolean ofIntegers() {
            return this == L1 || this == MAX || this == MIN || this == PROD || this == SUM_SQUARE;
        }
    }

    public Reduce {
        axes = List.copyOf(axes);
    }

    @Override
    public String name() {
        return kind.onnx;
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Type x = in.getFirst();
        if (!kind.ofIntegers() || x.dtype() == DType.BOOL) {
            Broadcast.is(x, DType.F32);
        }
        return List.of(new Type(x.dtype(), Axes.reduced(x.shape(), axes, keepDims)));
    }

    /// Of equal largest (or smallest) values each gets its part, as in PyTorch.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Arithmetic a = new Arithmetic(b);
        Value x = node.input(0);
        Shape kept = Axes.kept(x.shape(), axes);
        Value g = kept(b, Op.only(dy), kept);
        Value y = kept(b, node.output(), kept);
        Value dx = switch (kind) {
            case MEAN -> a.mul(g, (float) kept.size() / x.shape().size());
            case L1 -> a.mul(g, a.unary(Unary.Kind.SIGN, x));
            case L2 -> a.mul(a.div(g, a.where(a.equal(y, a.constant(0)), 1, y)), x);
            case SUM_SQUARE -> a.mul(g, a.mul(x, 2));
            case LOG_SUM -> a.div(g, a.sum(x, axes));
            case LOG_SUM_EXP -> a.mul(g, a.exp(a.sub(x, y)));
            case MAX, MIN -> {
                Value hit = b.add(new Cast(DType.F32), a.equal(x, y));
                yield a.mul(hit, a.div(g, a.sum(hit, axes)));
            }
            case PROD -> a.mul(g, others(a, x));
        };
        return Op.inputs(dx.shape().equals(x.shape()) ? dx : b.add(new BroadcastTo(x.shape()), dx));
    }

    private static Value kept(GraphBuilder b, Value v, Shape kept) {
        return v.shape().equals(kept) ? v : b.add(new Reshape(kept), v);
    }

    /// For each value the product of the others, right where some are 0, too.
    private Value others(Arithmetic a, Value x) {
        Value zero = a.equal(x, a.constant(0));
        Value zeros = a.sum(a.b().add(new Cast(DType.F32), zero), axes);
        Value product = a.b().add(new Reduce(Kind.PROD, axes, true), a.where(zero, 1, x));
        Value alone = a.where(a.less(zeros, 1.5f), product, 0);
        Value beside = a.where(a.less(zeros, 0.5f), product, 0);
        return a.where(zero, alone, a.div(beside, a.where(zero, 1, x)));
    }
}
