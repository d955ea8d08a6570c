package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.ReduceSum;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// ReduceSum. From opset 13 on the axes are an input, before that an attribute.
final class Reductions {
    private static final int AXES_AS_INPUT = 13;

    private Reductions() {}

    static void sum(Site s) {
        Value x = s.value(0);
        boolean keep = s.integer("keepdims", 1) != 0;
        boolean noneMeansNone = s.integer("noop_with_empty_axes", 0) != 0;
        long[] given = s.opset() < AXES_AS_INPUT ? s.ints("axes") : s.has(1) ? s.constantInts(1) : null;
        List<Integer> axes;
        if (given != null && given.length > 0) {
            axes = Arrays.stream(given)
                    .mapToInt(a -> s.axis(a, x.shape()))
                    .boxed()
                    .toList();
        } else {
            axes = IntStream.range(0, noneMeansNone ? 0 : x.shape().rank())
                    .boxed()
                    .toList();
        }
        s.result(s.emit(new ReduceSum(axes, keep), x));
    }
}
