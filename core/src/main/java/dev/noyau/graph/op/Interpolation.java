package dev.noyau.graph.op;

/// How [Resize] finds a value between pixels, as ONNX's Resize and PyTorch's `interpolate` do.
///
/// @param kind of how many pixels, with which weights
/// @param coordinates where a pixel of the result lies in the input
/// @param rounding which pixel is the nearest, for [Kind#NEAREST]
/// @param cubic the coefficient a of the cubic: -0.75 (PyTorch, ONNX) or -0.5 (TensorFlow)
/// @param excludeOutside whether pixels outside the image count nothing and the other weights are raised to the sum 1,
///     instead of repeating the image's border
/// @param antialias whether the weights are stretched when the result is smaller, so that all pixels count
/// @param extrapolation for [Coordinates#TF_CROP_AND_RESIZE] the value of pixels that lie outside the image
public record Interpolation(
        Kind kind,
        Coordinates coordinates,
        Rounding rounding,
        double cubic,
        boolean excludeOutside,
        boolean antialias,
        float extrapolation) {

    /// Of how many pixels a value is made, with which weights.
    public enum Kind {
        /// One pixel.
        NEAREST,
        /// Weights `1 - abs t` of the distance t: two pixels an axis.
        LINEAR,
        /// Cubic convolution (Keys 1981): four pixels an axis.
        CUBIC,
        /// The mean of the pixels between `⌊i · in/out⌋` and `⌈(i + 1) · in/out⌉`: PyTorch's `area`, adaptive average
        /// pooling.
        AREA
    }

    /// Where pixel i of the result lies in the input, for the scale s = out/in; ONNX's names.
    public enum Coordinates {
        /// `(i + ½)/s - ½`
        HALF_PIXEL,
        /// The same, shifted so that the result is centred when s does not divide the size evenly.
        HALF_PIXEL_SYMMETRIC,
        /// The same, and the first pixel for a result of one pixel.
        PYTORCH_HALF_PIXEL,
        /// `i · (in - 1)/(out - 1)`: first and last pixels meet; for scales that give no whole size, out is not
        /// rounded.
        ALIGN_CORNERS,
        /// `i/s`
        ASYMMETRIC,
        /// Aligned corners on a part of the input, from `start` to `end` as shares of its size.
        TF_CROP_AND_RESIZE
    }

    /// Which pixel is the nearest one.
    public enum Rounding {
        PREFER_FLOOR,
        PREFER_CEIL,
        FLOOR,
        CEIL
    }

    /// PyTorch's `nearest`: `⌊i/s⌋`.
    public static final Interpolation NEAREST =
            new Interpolation(Kind.NEAREST, Coordinates.ASYMMETRIC, Rounding.FLOOR, -0.75, false, false, 0);

    /// PyTorch's `nearest-exact`: the pixel whose centre is nearest.
    public static final Interpolation NEAREST_EXACT =
            new Interpolation(Kind.NEAREST, Coordinates.HALF_PIXEL, Rounding.PREFER_CEIL, -0.75, false, false, 0);

    /// PyTorch's `bilinear` (`linear` in one dimension), corners not aligned.
    public static final Interpolation LINEAR =
            new Interpolation(Kind.LINEAR, Coordinates.HALF_PIXEL, Rounding.PREFER_FLOOR, -0.75, false, false, 0);

    /// PyTorch's `bicubic`, corners not aligned.
    public static final Interpolation CUBIC =
            new Interpolation(Kind.CUBIC, Coordinates.HALF_PIXEL, Rounding.PREFER_FLOOR, -0.75, false, false, 0);

    /// PyTorch's `area`.
    public static final Interpolation AREA =
            new Interpolation(Kind.AREA, Coordinates.HALF_PIXEL, Rounding.PREFER_FLOOR, -0.75, false, false, 0);

    /// First and last pixels meet.
    public Interpolation alignCorners() {
        return coordinates(Coordinates.ALIGN_CORNERS);
    }

    public Interpolation coordinates(Coordinates c) {
        return new Interpolation(kind, c, rounding, cubic, excludeOutside, antialias, extrapolation);
    }

    /// A short name for printed graphs.
    @Override
    public String toString() {
        String s = kind + " " + coordinates + (kind == Kind.NEAREST ? " " + rounding : "");
        return s.toLowerCase(java.util.Locale.ROOT)
                + (kind == Kind.CUBIC ? " " + cubic : "")
                + (excludeOutside ? " exclude outside" : "")
                + (antialias ? " antialias" : "")
                + (coordinates == Coordinates.TF_CROP_AND_RESIZE ? " extrapolation " + extrapolation : "");
    }
}
