package dev.noyau.golden;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.DepthToSpace;
import dev.noyau.graph.op.Interpolation;
import dev.noyau.graph.op.LocalResponseNorm;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Resize;
import dev.noyau.graph.op.SpaceToDepth;
import dev.noyau.tensor.Shape;

/// How PyTorch's resizing and its relatives are said here.
final class TorchResampling {
    private TorchResampling() {}

    static Value emit(TorchLayer layer, GraphBuilder b, Value x, Shape y) {
        Op op = switch (layer.op()) {
            case "interpolate" -> resize(layer, x.shape(), y);
            case "pixel_shuffle" -> new DepthToSpace(layer.number("r", 1), true);
            case "pixel_unshuffle" -> new SpaceToDepth(layer.number("r", 1), true);
            case "local_response_norm" -> {
                int size = layer.number("size", 1);
                yield new LocalResponseNorm(
                        size / 2,
                        (size - 1) / 2,
                        layer.decimal("alpha", 1e-4),
                        layer.decimal("beta", 0.75),
                        layer.decimal("k", 1));
            }
            default -> throw new IllegalStateException("no such layer here: " + layer.op());
        };
        return b.add(op, x);
    }

    private static Resize resize(TorchLayer layer, Shape x, Shape y) {
        String mode = layer.attributes().getOrDefault("mode", "nearest");
        Interpolation how = switch (mode) {
            case "nearest" -> Interpolation.NEAREST;
            case "nearest-exact" -> Interpolation.NEAREST_EXACT;
            case "bilinear" -> Interpolation.LINEAR;
            case "bicubic" -> Interpolation.CUBIC;
            case "area" -> Interpolation.AREA;
            default -> throw new IllegalStateException("no such mode: " + mode);
        };
        if ("True".equals(layer.attributes().get("align_corners"))) {
            how = how.alignCorners();
        }
        int[] axes = {2, 3};
        if (layer.attributes().containsKey("scale")) {
            double s = layer.number("scale", 1);
            return Resize.byScales(how, x, axes, new double[] {s, s}, new double[0]);
        }
        return Resize.toSizes(how, x, axes, new int[] {y.dim(2), y.dim(3)});
    }
}
