package dev.noyau.pixels;

import java.util.Arrays;

/// A projective map of the plane, as between two views of a flat thing: with `(u, v, w) = H·(x, y, 1)` a
/// point goes to `(u/w, v/w)`. Points count from the centre of the pixel on the upper left, x to the right.
public final class Homography {
    private static final int SIZE = 9;

    /// Each point stays.
    public static final Homography IDENTITY = of(1, 0, 0, 0, 1, 0, 0, 0, 1);

    /// A place in an image; may lie between pixels.
    public record Point(double x, double y) {
        /// The distance to another one.
        public double to(Point other) {
            return Math.hypot(x - other.x, y - other.y);
        }
    }

    private final double[] h;

    private Homography(double[] h) {
        this.h = h;
    }

    /// @param h nine numbers, row by row
    /// @throws IllegalArgumentException unless there are nine finite numbers whose map can be inverted
    public static Homography of(double... h) {
        if (h.length != SIZE || !Arrays.stream(h).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "a homography has 3 rows of 3 finite numbers, found " + Arrays.toString(h));
        }
        Homography m = new Homography(h.clone());
        if (Math.abs(m.determinant()) < Double.MIN_NORMAL) {
            throw new IllegalArgumentException(
                    "a homography can be inverted, this one has the determinant 0: " + Arrays.toString(h));
        }
        return m;
    }

    /// A shift.
    public static Homography shift(double dx, double dy) {
        return of(1, 0, dx, 0, 1, dy, 0, 0, 1);
    }

    /// A turn by an angle in radians, from x towards y.
    public static Homography turn(double angle) {
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        return of(cos, -sin, 0, sin, cos, 0, 0, 0, 1);
    }

    /// A scale of each axis.
    public static Homography scale(double sx, double sy) {
        return of(sx, 0, 0, 0, sy, 0, 0, 0, 1);
    }

    /// What tilts the plane: `(x, y)` goes to `(x, y)/(1 + p·x + q·y)`.
    public static Homography tilt(double p, double q) {
        return of(1, 0, 0, 0, 1, 0, p, q, 1);
    }

    /// First another map, then this one.
    public Homography after(Homography first) {
        double[] m = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            for (int k = 0; k < 3; k++) {
                m[i] += h[i / 3 * 3 + k] * first.h[k * 3 + i % 3];
            }
        }
        return new Homography(m);
    }

    /// The way back: the adjugate, for a factor does not matter.
    public Homography inverse() {
        return new Homography(new double[] {
            minor(4, 8, 5, 7), minor(2, 7, 1, 8), minor(1, 5, 2, 4),
            minor(5, 6, 3, 8), minor(0, 8, 2, 6), minor(2, 3, 0, 5),
            minor(3, 7, 4, 6), minor(1, 6, 0, 7), minor(0, 4, 1, 3)
        });
    }

    private double minor(int a, int b, int c, int d) {
        return h[a] * h[b] - h[c] * h[d];
    }

    private double determinant() {
        return h[0] * minor(4, 8, 5, 7) + h[1] * minor(5, 6, 3, 8) + h[2] * minor(3, 7, 4, 6);
    }

    /// Where a point goes; infinite or not a number on the line that goes to infinity.
    public Point apply(double x, double y) {
        double w = h[6] * x + h[7] * y + h[8];
        return new Point((h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w);
    }

    /// The nine numbers, row by row; a copy.
    public double[] values() {
        return h.clone();
    }

    @Override
    public String toString() {
        return "Homography" + Arrays.toString(h);
    }
}
