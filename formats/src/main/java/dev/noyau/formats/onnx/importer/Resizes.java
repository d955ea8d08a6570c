package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Interpolation;
import dev.noyau.graph.op.Interpolation.Coordinates;
import dev.noyau.graph.op.Interpolation.Kind;
import dev.noyau.graph.op.Interpolation.Rounding;
import dev.noyau.graph.op.Resize;
import dev.noyau.graph.op.ResizeAxis;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Resize and Upsample, which it replaced with opset 10.
final class Resizes {
    private Resizes() {}

    /// Shapes: x any, scales one for each axis; an attribute before opset 9.
    static void upsample(Site s) {
        byScales(s, asymmetric(s), upsampleScales(s));
    }

    private static float[] upsampleScales(Site s) {
        if (s.opset() >= 9) {
            return s.constantFloats(1);
        }
        if (s.attribute("height_scale") != null) {
            return new float[] {1, 1, s.real("height_scale", 1), s.real("width_scale", 1)};
        }
        return s.reals("scales");
    }

    static void resize(Site s) {
        if (s.opset() < 11) {
            byScales(s, asymmetric(s), s.constantFloats(1));
            return;
        }
        Interpolation how = how(s);
        Value x = s.any(0);
        int[] axes = axes(s, x.shape());
        double[] part = part(s, how, axes.length);
        Resize.Policy policy = switch (s.text("keep_aspect_ratio_policy", "stretch")) {
            case "stretch" -> Resize.Policy.STRETCH;
            case "not_larger" -> Resize.Policy.NOT_LARGER;
            case "not_smaller" -> Resize.Policy.NOT_SMALLER;
            default ->
                throw s.unsupported(
                        "keep_aspect_ratio_policy " + s.text("keep_aspect_ratio_policy", "") + " is unknown");
        };
        boolean sizes = s.has(3) && s.shape(3).size() > 0;
        Resize op;
        if (sizes) {
            long[] wanted = s.constantInts(3);
            int[] to = new int[wanted.length];
            for (int i = 0; i < to.length; i++) {
                to[i] = s.toInt(
                        i == 0 && axes.length == x.shape().rank() ? s.trace().batch(wanted[i]) : wanted[i], "size");
            }
            op = Resize.toSizes(how, x.shape(), axes, to, policy, part);
        } else {
            op = Resize.byScales(how, x.shape(), axes, doubles(s.constantFloats(2)), part);
        }
        emit(s, x, op);
    }

    private static void byScales(Site s, Interpolation how, float[] scales) {
        Value x = s.any(0);
        int[] axes = IntStream.range(0, x.shape().rank()).toArray();
        emit(s, x, Resize.byScales(how, x.shape(), axes, doubles(scales), new double[0]));
    }

    /// Axes that stay as they are, as batch and channels mostly do, are left out.
    private static void emit(Site s, Value x, Resize op) {
        List<ResizeAxis> changed = new ArrayList<>();
        for (ResizeAxis a : op.axes()) {
            if (a.in() != a.out() || a.scale() != 1) {
                changed.add(a);
            }
        }
        Value y = s.as(x, DType.F32);
        y = changed.isEmpty() ? y : s.emit(new Resize(op.how(), changed), y);
        s.result(0, Numbers.cast(s, y, s.type(0)), s.type(0));
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    /// Before opset 11: pixel i lies at i / scale.
    private static Interpolation asymmetric(Site s) {
        String mode = s.text("mode", "nearest");
        return new Interpolation(kind(s, mode), Coordinates.ASYMMETRIC, Rounding.FLOOR, -0.75, false, false, 0);
    }

    private static Kind kind(Site s, String mode) {
        return switch (mode) {
            case "nearest" -> Kind.NEAREST;
            case "linear", "bilinear" -> Kind.LINEAR;
            case "cubic" -> Kind.CUBIC;
            default -> throw s.unsupported("mode " + mode + " is not supported");
        };
    }

    private static Interpolation how(Site s) {
        Coordinates coordinates = switch (s.text("coordinate_transformation_mode", "half_pixel")) {
            case "half_pixel" -> Coordinates.HALF_PIXEL;
            case "half_pixel_symmetric" -> Coordinates.HALF_PIXEL_SYMMETRIC;
            case "pytorch_half_pixel" -> Coordinates.PYTORCH_HALF_PIXEL;
            case "align_corners" -> Coordinates.ALIGN_CORNERS;
            case "asymmetric" -> Coordinates.ASYMMETRIC;
            case "tf_crop_and_resize" -> Coordinates.TF_CROP_AND_RESIZE;
            default ->
                throw s.unsupported("coordinate_transformation_mode " + s.text("coordinate_transformation_mode", "")
                        + " is not supported");
        };
        Rounding rounding = switch (s.text("nearest_mode", "round_prefer_floor")) {
            case "round_prefer_floor" -> Rounding.PREFER_FLOOR;
            case "round_prefer_ceil" -> Rounding.PREFER_CEIL;
            case "floor" -> Rounding.FLOOR;
            case "ceil" -> Rounding.CEIL;
            default -> throw s.unsupported("nearest_mode " + s.text("nearest_mode", "") + " is not supported");
        };
        return new Interpolation(
                kind(s, s.text("mode", "nearest")),
                coordinates,
                rounding,
                s.real("cubic_coeff_a", -0.75f),
                s.integer("exclude_outside", 0) != 0,
                s.integer("antialias", 0) != 0,
                s.real("extrapolation_value", 0));
    }

    private static int[] axes(Site s, Shape x) {
        long[] given = s.ints("axes");
        if (given == null) {
            return IntStream.range(0, x.rank()).toArray();
        }
        int[] axes = new int[given.length];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = s.axis(given[i], x);
        }
        return axes;
    }

    private static double[] part(Site s, Interpolation how, int axes) {
        boolean looked = how.coordinates() == Coordinates.TF_CROP_AND_RESIZE && s.has(1);
        double[] part = looked ? doubles(s.constantFloats(1)) : new double[0];
        if (part.length != 0 && part.length != 2 * axes) {
            throw s.unsupported("roi should have " + 2 * axes + " numbers, found " + part.length);
        }
        return part;
    }
}
