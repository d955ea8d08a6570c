package dev.noyau.cli.course;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.mnist.Mnist;
import java.util.Base64;

/// A grey image, one number a pixel, 0 for black and 1 for white.
record Picture(int height, int width, float[] pixels) {
    private static final int SIDE = 28;

    /// Pixels of an image for which digits are drawn in their own size.
    private static final int USUAL = 112;

    /// A digit of MNIST's test images.
    static Picture digit(int index) {
        return digit(Mnist.test(), index);
    }

    /// A digit of MNIST.
    static Picture digit(Dataset d, int index) {
        float[] x = new float[SIDE * SIDE];
        d.read(index, x, 0, Targets.room(d.targetType(), d.targetShape()), 0);
        return new Picture(SIDE, SIDE, x);
    }

    /// Digits of MNIST side by side, larger ones on large images.
    static Picture digits(int height, int width) {
        int scale = Math.max(1, Math.min(height, width) / USUAL);
        int columns = Math.ceilDiv(width, SIDE * scale);
        float[] x = new float[height * width];
        for (int i = 0; i < x.length; i++) {
            int row = i / width / scale;
            int column = i % width / scale;
            Picture d = digit(row / SIDE * columns + column / SIDE);
            x[i] = d.pixels[row % SIDE * SIDE + column % SIDE];
        }
        return new Picture(height, width, x);
    }

    /// Any numbers as greys, the smallest black and the largest white.
    static Picture stretched(int height, int width, float[] values, int from) {
        float[] x = java.util.Arrays.copyOfRange(values, from, from + height * width);
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float f : x) {
            least = Math.min(least, f);
            most = Math.max(most, f);
        }
        for (int i = 0; i < x.length; i++) {
            x[i] = most > least ? (x[i] - least) / (most - least) : 0;
        }
        return new Picture(height, width, x);
    }

    /// One byte a pixel, in base 64.
    String base64() {
        byte[] b = new byte[pixels.length];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) Math.clamp(Math.round(255 * pixels[i]), 0, 255);
        }
        return Base64.getEncoder().encodeToString(b);
    }
}
