package dev.noyau.cli.course;

import dev.noyau.Noyau;
import dev.noyau.analysis.ReceptiveField;
import dev.noyau.graph.GraphSource;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;

/// A descriptor for each pixel, computed both ways: by cutting out the patch around each pixel, and by running the same
/// network on the whole image.
///
/// @param side of the patches: the receptive field
/// @param height of the image
/// @param width of the image
/// @param channels of a descriptor
/// @param patches that were cut out
/// @param difference the largest between the results
/// @param patchMacs multiply-adds patch by patch
/// @param wholeMacs multiply-adds on the whole image
/// @param patchSeconds time patch by patch
/// @param wholeSeconds time on the whole image
record PatchByPatch(
        int side,
        int height,
        int width,
        int channels,
        int patches,
        double difference,
        long patchMacs,
        long wholeMacs,
        double patchSeconds,
        double wholeSeconds) {
    private static final int CHANNELS = 16;
    private static final int REPEATS = 5;

    static PatchByPatch of(int height, int width) {
        Network net = Network.of(
                Shape.of(1, height, width),
                Sequential.of(
                        Conv2d.of(CHANNELS, 3),
                        new Relu(),
                        Conv2d.of(CHANNELS, 3),
                        new Relu(),
                        Conv2d.of(CHANNELS, 3),
                        new Relu(),
                        Conv2d.of(CHANNELS, 3)));
        Model model = Model.of(
                net,
                net.initialParameters(3),
                net.initialState(),
                ModelInfo.of("patches", net.inputShape()),
                Noyau.backend());
        int r = (int) ReceptiveField.of(net).last().axes().getFirst().size();
        Picture image = Picture.digits(height, width);
        Shape out = net.graph(net.inputShape().prepend(1), dev.noyau.graph.Mode.INFERENCE)
                .output(GraphSource.OUTPUT)
                .shape();
        int rows = out.dim(2);
        int columns = out.dim(3);
        Tensor whole = Tensor.wrap(Shape.of(1, 1, height, width), image.pixels());
        Tensor cut = Tensor.wrap(Shape.of(rows * columns, 1, r, r), patches(image, r, rows, columns));
        float[] a = model.predict(whole).data();
        float[] b = model.predict(cut).data();
        double difference = 0;
        for (int k = 0; k < CHANNELS; k++) {
            for (int i = 0; i < rows * columns; i++) {
                difference = Math.max(difference, Math.abs(a[k * rows * columns + i] - b[i * CHANNELS + k]));
            }
        }
        return new PatchByPatch(
                r,
                height,
                width,
                CHANNELS,
                rows * columns,
                difference,
                net.graph(cut.shape(), dev.noyau.graph.Mode.INFERENCE).macs(),
                net.graph(whole.shape(), dev.noyau.graph.Mode.INFERENCE).macs(),
                seconds(model, cut),
                seconds(model, whole));
    }

    private static float[] patches(Picture image, int r, int rows, int columns) {
        float[] p = new float[rows * columns * r * r];
        for (int i = 0; i < p.length; i++) {
            int at = i / (r * r);
            int row = at / columns + i / r % r;
            int column = at % columns + i % r;
            p[i] = image.pixels()[row * image.width() + column];
        }
        return p;
    }

    /// The shortest of some runs.
    private static double seconds(Model model, Tensor x) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < REPEATS; i++) {
            long start = System.nanoTime();
            model.predict(x);
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }
}
