package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.LogSoftmax;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.Softmax;
import dev.noyau.tensor.Shape;

/// Softmax and LogSoftmax. Before opset 13 all axes from `axis` on counted as one.
final class Softmaxes {
    private static final int ALONG_ONE_AXIS = 13;

    private Softmaxes() {}

    static void softmax(Site s) {
        along(s, Softmax::new);
    }

    static void logSoftmax(Site s) {
        along(s, LogSoftmax::new);
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
        Value flat = s.emit(new Reshape(Shape.of(rows, columns)), x);
        s.result(s.emit(new Reshape(shape), s.emit(op.along(1), flat)));
    }
}
