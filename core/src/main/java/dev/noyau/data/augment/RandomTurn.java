package dev.noyau.data.augment;

import dev.noyau.data.Draws;
import dev.noyau.data.Picture;
import dev.noyau.data.Transform;
import dev.noyau.tensor.Shape;

/// Turns by no, one, two or three quarters of a circle, for images without an above and a below.
///
/// **Shapes**: (C, H, H), which stays.
public record RandomTurn() implements Transform {
    @Override
    public Shape shape(Shape sample) {
        Shape image = Transform.image(sample, "turned");
        if (image.dim(1) != image.dim(2)) {
            throw new IllegalArgumentException("only square images can be turned by quarters of a circle, the samples"
                    + " are " + sample.pretty() + "; cut squares before, with Crop");
        }
        return image;
    }

    @Override
    public void apply(Picture p, Draws random) {
        p.turn(random.below(4));
    }
}
