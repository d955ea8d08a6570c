package dev.noyau.data.augment;

import dev.noyau.data.Draws;
import dev.noyau.data.Picture;
import dev.noyau.data.Transform;
import dev.noyau.tensor.Shape;

/// Cuts out a part of a given size.
///
/// **Shapes**: (C, H, W) → (C, height, width); a signal (C, L) → (C, width), with height 1.
///
/// @param random whether the part lies anywhere; in the middle otherwise
public record Crop(int height, int width, boolean random) implements Transform {
    public Crop {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("a crop is at least 1×1, found " + height + "×" + width);
        }
    }

    /// A part at a random place.
    public static Crop random(int height, int width) {
        return new Crop(height, width, true);
    }

    /// The part in the middle, for validation.
    public static Crop centre(int height, int width) {
        return new Crop(height, width, false);
    }

    @Override
    public Shape shape(Shape sample) {
        boolean signal = sample.rank() == 2;
        int h = signal ? 1 : sample.dim(1);
        int w = sample.dim(sample.rank() - 1);
        if (height > h || width > w) {
            throw new IllegalArgumentException(
                    "a crop of " + height + "×" + width + " is larger than the samples, which are " + sample.pretty());
        }
        return signal ? Shape.of(sample.dim(0), width) : Shape.of(sample.dim(0), height, width);
    }

    @Override
    public void apply(Picture p, Draws draws) {
        int down = p.height() - height;
        int right = p.width() - width;
        int top = random ? draws.below(down + 1) : down / 2;
        int left = random ? draws.below(right + 1) : right / 2;
        p.window(top, left, height, width);
    }
}
