package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Operators that move values without changing them: Transpose and its like.
final class Movements {
    private Movements() {}

    static void transpose(Site s) {
        Value x = s.any(0);
        long[] perm = s.ints("perm");
        int rank = x.shape().rank();
        List<Integer> order = new ArrayList<>();
        if (perm == null) {
            IntStream.range(0, rank).forEach(i -> order.addFirst(i));
        } else {
            for (long p : perm) {
                order.add(s.axis(p, x.shape()));
            }
        }
        s.result(s.emit(new Transpose(order), x));
    }
}
