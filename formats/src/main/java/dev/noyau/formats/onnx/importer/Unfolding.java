package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;

/// Col2Im: blocks are put back into an image, where they overlap they are added. That is a transposed convolution
/// whose filters each have a single 1.
final class Unfolding {
    private static final int VOLUME = 3;

    private Unfolding() {}

    /// Shapes: x (N, C·block, L) → (N, C, image...).
    static void col2Im(Site s) {
        Value x = s.value(0);
        int[] image = Shapes.of(s, s.constantInts(1)).dims();
        int[] block = Shapes.of(s, s.constantInts(2)).dims();
        int axes = image.length;
        int taps = Math.toIntExact(Shape.of(block).size());
        int channels = x.shape().dim(1) / taps;
        int[] stride = Spread.numbers(s, "strides", Spread.filled(axes, 1));
        int[] dilation = Spread.numbers(s, "dilations", Spread.filled(axes, 1));
        int[] pads = Spread.numbers(s, "pads", Spread.filled(2 * axes, 0));
        Spread spread = new Spread(
                block, stride, dilation, Arrays.copyOf(pads, axes), Arrays.copyOfRange(pads, axes, 2 * axes), image);
        int[] places = new int[axes + 2];
        int[] result = new int[axes + 2];
        places[0] = result[0] = x.shape().dim(0);
        places[1] = x.shape().dim(1);
        result[1] = channels;
        for (int i = 0; i < axes; i++) {
            int extent = dilation[i] * (block[i] - 1) + 1;
            places[i + 2] = (image[i] + pads[i] + pads[axes + i] - extent) / stride[i] + 1;
            result[i + 2] = image[i];
        }
        Value blocks = s.reshape(x, Shape.of(places));
        Value w = s.builder().constant(ones(channels, taps, block));
        s.result(
                axes == VOLUME
                        ? Volumes.transposed(s, blocks, w, channels, spread)
                        : s.emit(new Conv2dBackwardData(spread.window(), channels, Shape.of(result)), blocks, w));
    }

    /// For each channel and each place in the block, a filter with a 1 there.
    private static Tensor ones(int channels, int taps, int[] block) {
        float[] w = new float[channels * taps * taps];
        for (int c = 0; c < channels; c++) {
            for (int t = 0; t < taps; t++) {
                w[(c * taps + t) * taps + t] = 1;
            }
        }
        int[] d = new int[block.length + 2];
        d[0] = channels * taps;
        d[1] = 1;
        System.arraycopy(block, 0, d, 2, block.length);
        return Tensor.wrap(Shape.of(d), w);
    }
}
