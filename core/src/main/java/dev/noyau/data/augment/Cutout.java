package dev.noyau.data.augment;

import dev.noyau.data.Draws;
import dev.noyau.data.Picture;
import dev.noyau.data.Transform;
import java.util.Arrays;

/// Sets a square at a random place to 0, which is the mean of normalised data and black otherwise (DeVries and
/// Taylor 2017). Its centre lies anywhere in the image, so a part of it may be outside. Of a signal, a stretch.
///
/// **Shapes**: (C, H, W) or (C, L), which stays.
///
/// @param size of the square's side
public record Cutout(int size) implements Transform {
    public Cutout {
        if (size < 1) {
            throw new IllegalArgumentException("the square's side must be at least 1, found " + size);
        }
    }

    public static Cutout of(int size) {
        return new Cutout(size);
    }

    @Override
    public void apply(Picture p, Draws random) {
        int top = random.below(p.height()) - size / 2;
        int left = random.below(p.width()) - size / 2;
        int begin = Math.max(0, left);
        int end = Math.min(p.width(), left + size);
        for (int row = 0; row < p.channels() * p.height(); row++) {
            int y = row % p.height();
            if (p.isSignal() || y >= top && y < top + size) {
                Arrays.fill(p.values(), row * p.width() + begin, row * p.width() + end, 0);
            }
        }
    }
}
