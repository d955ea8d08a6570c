package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Reduce;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// ReduceSum, ReduceMean and the rest. The axes are an input since opset 13 (ReduceSum) or 18, an attribute before.
final class Reductions {
    private static final int SUM_AXES_AS_INPUT = 13;
    private static final int AXES_AS_INPUT = 18;

    private Reductions() {}

    static void sum(Site s) {
        Value x = s.any(0);
        boolean keep = s.integer("keepdims", 1) != 0;
        s.result(s.emit(new ReduceSum(axes(s, x, SUM_AXES_AS_INPUT), keep), x));
    }

    static void reduce(Site s, Reduce.Kind kind) {
        Value x = s.any(0);
        boolean keep = s.integer("keepdims", 1) != 0;
        Op op = new Reduce(kind, axes(s, x, AXES_AS_INPUT), keep);
        boolean mask = x.type().dtype() == DType.BOOL;
        Value y = s.emit(op, mask ? s.as(x, DType.I64) : x);
        s.result(mask ? s.as(y, DType.BOOL) : y);
    }

    private static List<Integer> axes(Site s, Value x, int asInput) {
        boolean noneMeansNone = s.integer("noop_with_empty_axes", 0) != 0;
        long[] given = s.opset() < asInput ? s.ints("axes") : s.has(1) ? s.constantInts(1) : null;
        if (given != null && given.length > 0) {
            return Arrays.stream(given)
                    .mapToInt(a -> s.axis(a, x.shape()))
                    .boxed()
                    .toList();
        }
        return IntStream.range(0, noneMeansNone ? 0 : x.shape().rank()).boxed().toList();
    }
}
