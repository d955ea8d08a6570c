package dev.noyau.mnist;

import dev.noyau.data.Dataset;
import dev.noyau.data.PixelDataset;
import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Several digits on a canvas with clutter, and for each pixel the digit that it belongs to: a small task with an
/// answer
/// for each pixel.
///
/// A canvas is 1×128×128. Four to eight digits of MNIST lie on it without touching, and between them, and a little
/// below
/// them, strokes and specks that are no digit. The classes are `none` and the ten digits; a pixel belongs to a digit
/// where that is at least half bright.
public final class Canvases {
    /// Height and width of a canvas.
    public static final int SIDE = 128;

    private static final int DIGIT = 28;
    private static final int LEAST_DIGITS = 4;
    private static final int MOST_DIGITS = 8;
    private static final int TRIES = 60;
    private static final int STROKES = 10;
    private static final int SPECKS = 60;
    private static final float HALF = 0.5f;

    private Canvases() {}

    /// Canvases of the training digits.
    public static PixelDataset train(int count, long seed) {
        return of(Mnist.train(), count, seed);
    }

    /// Canvases of the test digits.
    public static PixelDataset test(int count, long seed) {
        return of(Mnist.test(), count, seed);
    }

    /// Canvases of some digits: the same for the same seed.
    ///
    /// @param digits of 1×28×28, in ten classes
    public static PixelDataset of(Dataset digits, int count, long seed) {
        SplittableRandom all = new SplittableRandom(seed);
        List<byte[]> images = new ArrayList<>();
        List<byte[]> masks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Canvas c = new Canvas(all.split());
            c.draw(digits);
            images.add(c.image);
            masks.add(c.mask);
        }
        List<String> labels =
                Stream.concat(Stream.of("none"), digits.labels().stream()).toList();
        return PixelDataset.of(images, masks, Shape.of(1, SIDE, SIDE), labels);
    }

    private static final class Canvas {
        private final SplittableRandom random;
        private final byte[] image = new byte[SIDE * SIDE];
        private final byte[] mask = new byte[SIDE * SIDE];
        private final boolean[] taken = new boolean[SIDE * SIDE];
        private final float[] digit = new float[DIGIT * DIGIT];
        private final long[] label = new long[1];

        Canvas(SplittableRandom random) {
            this.random = random;
        }

        void draw(Dataset digits) {
            int wanted = LEAST_DIGITS + random.nextInt(MOST_DIGITS - LEAST_DIGITS + 1);
            for (int t = 0, n = 0; t < TRIES && n < wanted; t++) {
                int top = random.nextInt(SIDE - DIGIT + 1);
                int left = random.nextInt(SIDE - DIGIT + 1);
                if (free(top, left)) {
                    digits.read(random.nextInt(digits.size()), digit, 0, Targets.classes(label), 0);
                    place(top, left);
                    n++;
                }
            }
            for (int s = 0; s < STROKES; s++) {
                stroke();
            }
            for (int s = 0; s < SPECKS; s++) {
                put(random.nextInt(SIDE * SIDE), 40 + random.nextInt(216));
            }
        }

        private boolean free(int top, int left) {
            for (int i = 0; i < DIGIT * DIGIT; i++) {
                if (taken[(top + i / DIGIT) * SIDE + left + i % DIGIT]) {
                    return false;
                }
            }
            return true;
        }

        private void place(int top, int left) {
            for (int i = 0; i < DIGIT * DIGIT; i++) {
                int at = (top + i / DIGIT) * SIDE + left + i % DIGIT;
                taken[at] = true;
                image[at] = (byte) Math.round(255 * digit[i]);
                mask[at] = (byte) (digit[i] >= HALF ? label[0] + 1 : 0);
            }
        }

        /// A straight stroke, two pixels wide, that leaves the digits' squares free.
        private void stroke() {
            double y = random.nextDouble(SIDE);
            double x = random.nextDouble(SIDE);
            double angle = random.nextDouble(2 * Math.PI);
            int length = 6 + random.nextInt(20);
            int bright = 100 + random.nextInt(156);
            for (int i = 0; i < length; i++) {
                int row = (int) (y + i * StrictMath.sin(angle));
                int column = (int) (x + i * StrictMath.cos(angle));
                if (row >= 0 && row < SIDE - 1 && column >= 0 && column < SIDE - 1) {
                    put(row * SIDE + column, bright);
                    put(row * SIDE + column + 1, bright);
                }
            }
        }

        private void put(int at, int bright) {
            if (!taken[at]) {
                image[at] = (byte) bright;
            }
        }
    }
}
