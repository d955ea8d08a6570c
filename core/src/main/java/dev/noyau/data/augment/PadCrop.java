package dev.noyau.data.augment;

import dev.noyau.data.Draws;
import dev.noyau.data.Picture;
import dev.noyau.data.Transform;

/// Adds a black border and cuts out a part of the old size at a random place: a shift by up to `padding` in each
/// direction, the usual augmentation of CIFAR (He et al. 2015, section 4.2). Signals are shifted in time.
///
/// **Shapes**: (C, H, W) or (C, L), which stays.
///
/// @param padding width of the border
public record PadCrop(int padding) implements Transform {
    public PadCrop {
        if (padding < 1) {
            throw new IllegalArgumentException("the border must be at least 1 wide, found " + padding);
        }
    }

    public static PadCrop of(int padding) {
        return new PadCrop(padding);
    }

    @Override
    public void apply(Picture p, Draws random) {
        int top = p.isSignal() ? 0 : random.below(2 * padding + 1) - padding;
        int left = random.below(2 * padding + 1) - padding;
        p.window(top, left, p.height(), p.width());
    }
}
