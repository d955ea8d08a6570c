package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Compare;
import dev.noyau.graph.op.Gather;
import dev.noyau.graph.op.GatherElements;
import dev.noyau.graph.op.LogSoftmax;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Not;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Unary;
import dev.noyau.graph.op.Where;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// NegativeLogLikelihoodLoss and SoftmaxCrossEntropyLoss.
final class Losses {
    private Losses() {}

    static void logLikelihood(Site s) {
        s.result(loss(s, s.value(0)));
    }

    static void crossEntropy(Site s) {
        Value log = s.emit(new LogSoftmax(1), s.value(0));
        s.result(loss(s, log));
        s.result(1, log);
    }

    /// Shapes: x (N, C, ...), target (N, ...), weights (C); none reduces to (N, ...), sum and mean to a scalar.
    private static Value loss(Site s, Value x) {
        Value target = s.any(1);
        Arithmetic a = new Arithmetic(s.builder());
        Value kept = null;
        if (s.attribute("ignore_index") != null) {
            Value ignored = Numbers.whole(s, s.integer("ignore_index", 0));
            kept = s.emit(new Not(), s.emit(new Compare(Compare.Kind.EQUAL), target, ignored));
            target = s.emit(new Where(), kept, target, Numbers.whole(s, 0));
        }
        Shape t = target.shape();
        Shape column = Shape.of(IntStream.range(0, t.rank() + 1)
                .map(i -> i == 0 ? t.dim(0) : i == 1 ? 1 : t.dim(i - 1))
                .toArray());
        Value taken = s.reshape(s.emit(new GatherElements(1), x, s.reshape(target, column)), t);
        Value loss = a.unary(Unary.Kind.NEG, taken);
        Value weight = weight(s, target, kept);
        loss = weight == null ? loss : s.emit(new Mul(), loss, weight);
        List<Integer> all = IntStream.range(0, t.rank()).boxed().toList();
        return switch (s.text("reduction", "mean")) {
            case "none" -> loss;
            case "sum" -> s.emit(new ReduceSum(all, false), loss);
            case "mean" -> {
                Value sum = s.emit(new ReduceSum(all, false), loss);
                yield weight == null
                        ? a.mul(sum, 1f / t.size())
                        : a.div(sum, s.emit(new ReduceSum(all, false), weight));
            }
            default -> throw s.unsupported("reduction " + s.text("reduction", "") + " is not supported");
        };
    }

    /// What each target counts; null where all count 1.
    private static @Nullable Value weight(Site s, Value target, @Nullable Value kept) {
        Value each = s.has(2) ? s.emit(new Gather(0), s.value(2), target) : null;
        if (kept == null) {
            return each;
        }
        Value ones = s.as(kept, DType.F32);
        return each == null ? ones : s.emit(new Mul(), each, ones);
    }
}
