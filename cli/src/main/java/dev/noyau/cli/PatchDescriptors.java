package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Descriptors of the pixels of an image by a network without padding, computed patch by patch and at once.
///
/// @param field side of the patches: the receptive field
/// @param pixels that have a descriptor: those whose patch lies within the image
/// @param patches that were computed one by one
/// @param difference largest difference between both, relative to the largest value
/// @param patchSeconds for all pixels, from the time of those that were computed
/// @param wholeSeconds on the whole image
record PatchDescriptors(
        int field, long pixels, int patches, double difference, double patchSeconds, double wholeSeconds) {
    private static final int CHANNELS = 8;
    private static final int BATCH = 64;
    private static final int REPEATS = 3;

    double speedUp() {
        return patchSeconds / wholeSeconds;
    }

    /// @param image (C, H, W)
    /// @param field odd, at most the image's sides
    /// @param most patches to compute
    static PatchDescriptors of(Tensor image, int field, int most) {
        Model model = model(image.shape(), field);
        int h = image.shape().dim(1);
        int w = image.shape().dim(2);
        int columns = w - field + 1;
        int pixels = (h - field + 1) * columns;
        int count = Math.min(most, pixels);
        Tensor whole = model.predict(image);
        double wholeSeconds = Double.POSITIVE_INFINITY;
        for (int i = 0; i < REPEATS; i++) {
            long begin = System.nanoTime();
            whole = model.predict(image);
            wholeSeconds = Math.min(wholeSeconds, seconds(begin));
        }
        double largest = 0;
        for (float v : whole.data()) {
            largest = Math.max(largest, Math.abs(v));
        }
        int batch = Math.min(BATCH, count);
        model.predict(cut(image, field, columns, pixels, count, 0, batch));
        double difference = 0;
        double patchSeconds = 0;
        int done = 0;
        for (; done + batch <= count; done += batch) {
            long begin = System.nanoTime();
            Tensor x = cut(image, field, columns, pixels, count, done, batch);
            float[] y = model.predict(x).data();
            patchSeconds += seconds(begin);
            for (int i = 0; i < batch; i++) {
                int at = place(done + i, pixels, count);
                for (int c = 0; c < CHANNELS; c++) {
                    difference = Math.max(difference, Math.abs(y[i * CHANNELS + c] - whole.data()[c * pixels + at]));
                }
            }
        }
        return new PatchDescriptors(
                field,
                pixels,
                done,
                largest == 0 ? difference : difference / largest,
                patchSeconds * pixels / done,
                wholeSeconds);
    }

    /// Spread evenly over the image, the first and the last pixel among them where there are two or more.
    private static int place(int patch, int pixels, int count) {
        return count == 1 ? 0 : (int) ((long) patch * (pixels - 1) / (count - 1));
    }

    private static Tensor cut(Tensor image, int field, int columns, int pixels, int count, int from, int batch) {
        int channels = image.shape().dim(0);
        int h = image.shape().dim(1);
        int w = image.shape().dim(2);
        float[] x = new float[batch * channels * field * field];
        for (int i = 0, to = 0; i < batch; i++) {
            int at = place(from + i, pixels, count);
            for (int c = 0; c < channels; c++) {
                for (int y = 0; y < field; y++, to += field) {
                    int row = (c * h + at / columns + y) * w + at % columns;
                    System.arraycopy(image.data(), row, x, to, field);
                }
            }
        }
        return Tensor.wrap(Shape.of(batch, channels, field, field), x);
    }

    private static Model model(Shape image, int field) {
        List<Layer> layers = new ArrayList<>();
        for (int seen = 1; seen < field; seen += 2) {
            layers.add(Conv2d.of(CHANNELS, 3));
            if (seen + 2 < field) {
                layers.add(new Relu());
            }
        }
        Network net = Network.of(image, new Sequential(layers));
        return Model.of(
                net, net.initialParameters(1), net.initialState(), ModelInfo.of("patches", image), Noyau.backend());
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
