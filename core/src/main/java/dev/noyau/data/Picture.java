package dev.noyau.data;

import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sample under way through an augmentation: an image (C, H, W), or a signal (C, L) as an image of one row,
/// and with it the target where that has a value for each pixel. What moves pixels moves those of the target in
/// the same way.
public final class Picture {
    private final int channels;
    private final boolean signal;
    private final List<Float> mean;
    private final List<Float> std;
    private final long outside;
    private final int maskPlanes;
    private int height;
    private int width;
    private float[] values;
    private @Nullable Targets mask;

    /// @param mask the target, where it has a value for each pixel
    Picture(Dataset data, Shape shape, float[] values, @Nullable Targets mask, long outside) {
        channels = shape.dim(0);
        signal = shape.rank() == 2;
        height = signal ? 1 : shape.dim(1);
        width = shape.dim(shape.rank() - 1);
        mean = data.mean();
        std = data.std();
        this.outside = outside;
        this.values = values;
        this.mask = mask;
        maskPlanes = mask == null ? 0 : mask.size() / (height * width);
    }

    public int channels() {
        return channels;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /// Whether it is a signal, whose height is 1 and stays so.
    public boolean isSignal() {
        return signal;
    }

    /// The values themselves, in row-major order of (C, H, W); may be changed.
    public float[] values() {
        return values;
    }

    @Nullable
    Targets mask() {
        return mask;
    }

    /// What was subtracted from a channel: 0 for data that is not normalised.
    public float mean(int channel) {
        return mean.isEmpty() ? 0 : mean.get(channel);
    }

    /// What a channel was divided by: 1 for data that is not normalised.
    public float std(int channel) {
        return std.isEmpty() ? 1 : std.get(channel);
    }

    /// The value of a black pixel.
    public float black(int channel) {
        return (0 - mean(channel)) / std(channel);
    }

    /// Left becomes right.
    public void flipHorizontally() {
        int[] from = new int[height * width];
        for (int i = 0; i < from.length; i++) {
            from[i] = i - i % width + width - 1 - i % width;
        }
        gather(from, height, width);
    }

    /// Top becomes bottom.
    public void flipVertically() {
        int[] from = new int[height * width];
        for (int i = 0; i < from.length; i++) {
            from[i] = (height - 1 - i / width) * width + i % width;
        }
        gather(from, height, width);
    }

    /// The part of this size that begins at (top, left), which may lie beyond the border: there it is
    /// black.
    public void window(int top, int left, int newHeight, int newWidth) {
        int[] from = new int[newHeight * newWidth];
        for (int y = 0, i = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++, i++) {
                from[i] = pixel(top + y, left + x);
            }
        }
        gather(from, newHeight, newWidth);
    }

    private int pixel(int y, int x) {
        return y < 0 || y >= height || x < 0 || x >= width ? -1 : y * width + x;
    }

    /// Each pixel becomes the one that its place comes from, -1 for black.
    private void gather(int[] from, int newHeight, int newWidth) {
        float[] to = new float[channels * from.length];
        for (int c = 0, at = 0, base = 0; c < channels; c++, base += height * width) {
            float black = black(c);
            for (int f : from) {
                to[at++] = f < 0 ? black : values[base + f];
            }
        }
        gatherMask(from);
        values = to;
        height = newHeight;
        width = newWidth;
    }

    private void gatherMask(int[] from) {
        Targets m = mask;
        if (m == null) {
            return;
        }
        Targets to = Targets.room(m.type(), Shape.of(maskPlanes * from.length));
        for (int p = 0, at = 0, base = 0; p < maskPlanes; p++, base += height * width) {
            for (int f : from) {
                to.set(at++, f < 0 ? outside : m.get(base + f));
            }
        }
        mask = to;
    }

    /// Each pixel becomes what lies at `(a·x + b·y + tx, c·x + d·y + ty)`, where x and y count from
    /// the picture's centre: bilinear between four pixels, black beyond the border. Targets take the
    /// nearest pixel.
    public void affine(double a, double b, double c, double d, double tx, double ty) {
        Resampled r = new Resampled();
        double cx = (width - 1) / 2.0;
        double cy = (height - 1) / 2.0;
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                r.take(i, a * (x - cx) + b * (y - cy) + tx + cx, c * (x - cx) + d * (y - cy) + ty + cy);
            }
        }
        r.store();
    }

    /// Each pixel becomes what lies beside it by a displacement of its own: bilinear between four
    /// pixels, black beyond the border. Targets take the nearest pixel.
    ///
    /// @param down rows, one number a pixel
    /// @param right columns, one number a pixel
    public void displace(float[] down, float[] right) {
        Resampled r = new Resampled();
        for (int i = 0; i < height * width; i++) {
            r.take(i, i % width + right[i], i / width + down[i]);
        }
        r.store();
    }

    /// The picture under way, whose pixels come from places between those of this one.
    private final class Resampled {
        private final float[] to = new float[values.length];
        private final int[] nearest = new int[mask == null ? 0 : height * width];

        /// Pixel i becomes what lies at (sx, sy).
        void take(int i, double sx, double sy) {
            bilinear(sx, sy, to, i);
            if (mask != null) {
                nearest[i] = pixel((int) Math.rint(sy), (int) Math.rint(sx));
            }
        }

        void store() {
            gatherMask(nearest);
            values = to;
        }
    }

    /// Turned to the left by quarters of a circle; height and width change places with each.
    public void turn(int quarters) {
        for (int q = Math.floorMod(quarters, 4); q > 0; q--) {
            int[] from = new int[height * width];
            for (int i = 0; i < from.length; i++) {
                from[i] = i % height * width + width - 1 - i / height;
            }
            gather(from, width, height);
        }
    }

    private void bilinear(double sx, double sy, float[] to, int at) {
        int x = (int) Math.floor(sx);
        int y = (int) Math.floor(sy);
        float right = (float) (sx - x);
        float low = (float) (sy - y);
        int plane = height * width;
        for (int c = 0; c < channels; c++) {
            float upper = (1 - right) * value(c, y, x) + right * value(c, y, x + 1);
            float lower = (1 - right) * value(c, y + 1, x) + right * value(c, y + 1, x + 1);
            to[c * plane + at] = (1 - low) * upper + low * lower;
        }
    }

    private float value(int c, int y, int x) {
        int p = pixel(y, x);
        return p < 0 ? black(c) : values[c * height * width + p];
    }
}
