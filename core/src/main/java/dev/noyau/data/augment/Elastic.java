package dev.noyau.data.augment;

import dev.noyau.data.Draws;
import dev.noyau.data.Picture;
import dev.noyau.data.Transform;
import dev.noyau.tensor.Shape;

/// Elastic deformation (Simard, Steinkraus, Platt 2003; Ronneberger et al. 2015): displacements of a normal
/// distribution at the corners of a coarse grid, bilinear between them.
///
/// **Shapes**: (C, H, W), which stays.
///
/// @param strength standard deviation of the displacements, in pixels
/// @param grid distance of the grid's corners, in pixels
public record Elastic(double strength, int grid) implements Transform {
    public Elastic {
        if (!(strength >= 0 && strength < Double.POSITIVE_INFINITY) || grid < 2) {
            throw new IllegalArgumentException("an elastic deformation has a strength of at least 0 and a grid of at"
                    + " least 2 pixels, found " + strength + " and " + grid);
        }
    }

    public static Elastic of(double strength, int grid) {
        return new Elastic(strength, grid);
    }

    @Override
    public Shape shape(Shape sample) {
        return Transform.image(sample, "deformed");
    }

    @Override
    public void apply(Picture p, Draws random) {
        p.displace(field(p, random), field(p, random));
    }

    private float[] field(Picture p, Draws random) {
        int columns = p.width() / grid + 2;
        float[] corners = new float[(p.height() / grid + 2) * columns];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = (float) (strength * random.normal());
        }
        float[] field = new float[p.height() * p.width()];
        for (int i = 0; i < field.length; i++) {
            int y = i / p.width();
            int x = i % p.width();
            int at = y / grid * columns + x / grid;
            float low = (float) (y % grid) / grid;
            float right = (float) (x % grid) / grid;
            float upper = (1 - right) * corners[at] + right * corners[at + 1];
            float lower = (1 - right) * corners[at + columns] + right * corners[at + columns + 1];
            field[i] = (1 - low) * upper + low * lower;
        }
        return field;
    }
}
