package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.GlobalAvgPool;
import dev.noyau.graph.op.MaxPool2d;
import dev.noyau.graph.op.Window;

/// MaxPool, AveragePool, GlobalAveragePool on images.
final class Poolings {
    private static final String IMAGE = "an image (N, C, H, W)";

    private Poolings() {}

    static void max(Site s) {
        Value x = s.value(0, 4, IMAGE);
        s.integer("storage_order", 0); // of the indices, a second output that is not supported
        s.result(s.emit(new MaxPool2d(window(s, x)), x));
    }

    static void average(Site s) {
        Value x = s.value(0, 4, IMAGE);
        boolean countPadding = s.integer("count_include_pad", 0) != 0;
        s.result(s.emit(new AvgPool2d(window(s, x), countPadding), x));
    }

    static void globalAverage(Site s) {
        s.result(s.emit(new GlobalAvgPool(), s.value(0, 4, IMAGE)));
    }

    private static Window window(Site s, Value x) {
        if (s.integer("ceil_mode", 0) != 0) {
            throw s.unsupported("ceil_mode is not supported");
        }
        return Windows.of(s, x.shape(), 0, 0);
    }
}
