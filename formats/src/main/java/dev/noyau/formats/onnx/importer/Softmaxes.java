package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Hardmax;
import dev.noyau.graph.op.LogSoftmax;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Reduce;
import dev.noyau.graph.op.Softmax;
import dev.noyau.tensor.Shape;
import java.util.List;

/// Softmax, LogSoftmax, Hardmax and LpNormalization. Before opset 13 all axes from `axis` on counted as one for the
/// first three.
final class Softmaxes {
    private static final int ALONG_ONE_AXIS = 13;

    private Softmaxes() {}

    static void softmax(Site s) {
        along(s, Softmax::new);
    }

    static void logSoftmax(Site s) {
        along(s, LogSoftmax::new);
    }

    static void hardmax(Site s) {
        along(s, Hardmax::new);
    }

    private interface Maker {
        Op along(int axis);
    }

    private static void along(Site s, Maker op) {
        Value x = s.value(0);
        Shape shape = x.shape();
        boolean one = s.opset() >= ALONG_ONE_AXIS;
        int axis = s.axis(s.integer("axis", one ? -1 : 1), shape);
        if (one || axis == shape.rank() - 1) {
            s.result(s.emit(op.along(axis), x));
            return;
        }
        int rows = Math.toIntExact(shape.size(0, axis));
        int columns = Math.toIntExact(shape.size(axis, shape.rank()));
        Value flat = s.reshape(x, Shape.of(rows, columns));
        s.result(s.reshape(s.emit(op.along(1), flat), shape));
    }

    /// `x / ‖x‖` along an axis; zeros stay.
    static void lpNormalization(Site s) {
        Value x = s.value(0);
        int axis = s.axis(s.integer("axis", -1), x.shape());
        long p = s.integer("p", 2);
        if (p != 1 && p != 2) {
            throw s.unsupported("p must be 1 or 2, found " + p);
        }
        Value norm = s.emit(new Reduce(p == 1 ? Reduce.Kind.L1 : Reduce.Kind.L2, List.of(axis), true), x);
        Arithmetic a = new Arithmetic(s.builder());
        s.result(a.div(x, a.max(norm, Float.MIN_NORMAL)));
    }
}
