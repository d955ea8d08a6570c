package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Interpolation;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Images of another size: PyTorch's `interpolate` and `Upsample`, ONNX's Resize. A value of the result is a weighted
/// sum of the pixels around the place where it lies in the input, see [Interpolation].
///
/// **Shapes**: (N, C, H, W) → (N, C, H', W'), or (N, C, L) → (N, C, L'); `H' = ⌊H · scale⌋` or the size given.
///
/// @param how nearest, linear, cubic or area, and where pixels lie
/// @param scale one number for height and width, or 0 where sizes are given
/// @param height of the result, or 0
/// @param width of the result, or 0
public record Resize(Interpolation how, double scale, int height, int width) implements Layer {
    public Resize {
        boolean scaled = scale > 0 && scale < Double.POSITIVE_INFINITY && height == 0 && width == 0;
        if (!scaled && !(scale == 0 && height > 0 && width > 0)) {
            throw new IllegalArgumentException("Resize: expects a scale above 0, or a height and a width of at least 1,"
                    + " found scale " + scale + ", height " + height + ", width " + width);
        }
    }

    /// The nearest pixel, so many times the size: PyTorch's `Upsample(scale_factor)`.
    public static Resize nearest(double scale) {
        return new Resize(Interpolation.NEAREST, scale, 0, 0);
    }

    /// Bilinear (linear for sound), corners not aligned.
    public static Resize linear(double scale) {
        return new Resize(Interpolation.LINEAR, scale, 0, 0);
    }

    /// Bicubic, corners not aligned.
    public static Resize cubic(double scale) {
        return new Resize(Interpolation.CUBIC, scale, 0, 0);
    }

    /// A size in place of a scale; of sound the width alone counts.
    public Resize to(int h, int w) {
        return new Resize(how, 0, h, w);
    }

    /// First and last pixels of input and result meet.
    public Resize alignCorners() {
        return new Resize(how.alignCorners(), scale, height, width);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        int rank = x.shape().rank();
        if (rank != 3 && rank != 4) {
            throw new ShapeException(scope.where("Resize") + ": expects images (N, C, H, W) or sound (N, C, L), found"
                    + " input " + x.shape());
        }
        return scope.op(op(scope, x.shape()), x);
    }

    private dev.noyau.graph.op.Resize op(Scope scope, Shape x) {
        int[] axes = IntStream.range(2, x.rank()).toArray();
        try {
            if (scale == 0) {
                int[] sizes = x.rank() == 4 ? new int[] {height, width} : new int[] {width};
                return dev.noyau.graph.op.Resize.toSizes(how, x, axes, sizes);
            }
            if (how.coordinates() == Interpolation.Coordinates.ALIGN_CORNERS) {
                // The corners of whole sizes meet, as in PyTorch.
                int[] sizes = Arrays.stream(axes)
                        .map(a -> (int) Math.floor(x.dim(a) * scale))
                        .toArray();
                return dev.noyau.graph.op.Resize.toSizes(how, x, axes, sizes);
            }
            double[] scales = new double[axes.length];
            Arrays.fill(scales, scale);
            return dev.noyau.graph.op.Resize.byScales(how, x, axes, scales, new double[0]);
        } catch (ShapeException e) {
            throw new ShapeException(scope.where("Resize") + ": " + e.getMessage(), e);
        }
    }
}
