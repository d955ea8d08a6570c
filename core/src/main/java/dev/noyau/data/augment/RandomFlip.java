package dev.noyau.data.augment;

import dev.noyau.data.Draws;
import dev.noyau.data.Picture;
import dev.noyau.data.Transform;

/// Mirrors half of the samples.
///
/// **Shapes**: (C, H, W) or (C, L), which stays.
///
/// @param vertically whether top and bottom change places; left and right otherwise
public record RandomFlip(boolean vertically) implements Transform {
    /// Left and right change places.
    public static RandomFlip horizontal() {
        return new RandomFlip(false);
    }

    /// Top and bottom change places.
    public static RandomFlip vertical() {
        return new RandomFlip(true);
    }

    @Override
    public void apply(Picture p, Draws random) {
        if (random.chance(0.5)) {
            if (vertically) {
                p.flipVertically();
            } else {
                p.flipHorizontally();
            }
        }
    }
}
