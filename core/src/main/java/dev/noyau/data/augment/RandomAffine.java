package dev.noyau.data.augment;

import dev.noyau.data.Draws;
import dev.noyau.data.Picture;
import dev.noyau.data.Transform;
import dev.noyau.tensor.Shape;

/// Turns, shifts, scales and slants images about their centre, each by a random amount; bilinear, black beyond
/// the border. A point p becomes `s·R(angle)·[1 tan(shear); 0 1]·p + t`.
///
/// **Shapes**: (C, H, W), which stays.
///
/// @param degrees the angle is in [-degrees, degrees]
/// @param shift in each direction by up to this share of the size
/// @param smallest the scale is in [smallest, largest]
/// @param shear the slant is in [-shear, shear] degrees
public record RandomAffine(double degrees, double shift, double smallest, double largest, double shear)
        implements Transform {
    public RandomAffine {
        if (!(degrees >= 0 && degrees <= 180 && shift >= 0 && shift < 1)) {
            throw new IllegalArgumentException(
                    "an affine map turns by 0 to 180 degrees and shifts by a share in [0, 1)," + " found " + degrees
                            + " and " + shift);
        }
        if (!(smallest > 0 && largest >= smallest && largest < Double.POSITIVE_INFINITY && shear >= 0 && shear < 90)) {
            throw new IllegalArgumentException("an affine map scales within [smallest, largest], both positive, and"
                    + " slants by 0 to 90 degrees, found [" + smallest + ", " + largest + "] and " + shear);
        }
    }

    /// A turn by up to so many degrees, either way.
    public static RandomAffine rotate(double degrees) {
        return new RandomAffine(degrees, 0, 1, 1, 0);
    }

    /// A shift by up to this share of the size in each direction.
    public RandomAffine shift(double share) {
        return new RandomAffine(degrees, share, smallest, largest, shear);
    }

    /// A scale within these bounds.
    public RandomAffine scale(double least, double most) {
        return new RandomAffine(degrees, shift, least, most, shear);
    }

    /// A slant by up to so many degrees.
    public RandomAffine shear(double angle) {
        return new RandomAffine(degrees, shift, smallest, largest, angle);
    }

    @Override
    public Shape shape(Shape sample) {
        return Transform.image(sample, "turned");
    }

    @Override
    public void apply(Picture p, Draws random) {
        double angle = Math.toRadians(random.uniform(-degrees, degrees));
        double dx = random.uniform(-shift, shift) * p.width();
        double dy = random.uniform(-shift, shift) * p.height();
        double scale = random.uniform(smallest, largest);
        double slant = StrictMath.tan(Math.toRadians(random.uniform(-shear, shear)));
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        // Where a pixel comes from: the inverse of s·R·S, then of the shift.
        double a = (cos + slant * sin) / scale;
        double b = (sin - slant * cos) / scale;
        double c = -sin / scale;
        double d = cos / scale;
        p.affine(a, b, c, d, -(a * dx + b * dy), -(c * dx + d * dy));
    }
}
