package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.GlobalAvgPool;
import dev.noyau.graph.op.GlobalMaxPool;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.MaxPool2d;
import dev.noyau.graph.op.Window;

/// MaxPool, AveragePool, GlobalAveragePool, GlobalMaxPool on images and signals.
final class Poolings {
    private Poolings() {}

    static void max(Site s) {
        Value x = s.image(0);
        s.integer("storage_order", 0); // of the indices, a second output that is not supported
        s.result(s.emit(new MaxPool2d(window(s, x)), x));
    }

    static void average(Site s) {
        Value x = s.image(0);
        boolean countPadding = s.integer("count_include_pad", 0) != 0;
        s.result(s.emit(new AvgPool2d(window(s, x), countPadding), x));
    }

    static void globalAverage(Site s) {
        s.result(s.emit(new GlobalAvgPool(), s.image(0)));
    }

    static void globalMax(Site s) {
        s.result(s.emit(new GlobalMaxPool(), s.image(0)));
    }

    private static Window window(Site s, Value x) {
        Window w = Windows.of(s, x.shape(), x.shape().rank() == Images.SIGNAL ? 1 : 0, 0);
        return s.integer("ceil_mode", 0) == 0 ? w : w.ceilMode();
    }
}
