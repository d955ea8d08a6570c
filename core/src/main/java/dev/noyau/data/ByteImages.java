package dev.noyau.data;

import dev.noyau.tensor.Shape;
import java.util.List;

/// How the bytes of an image become numbers: `(byte / 255 - mean) / std` of its channel.
final class ByteImages {
    private static final int VALUES = 256;

    private final int size;
    private final int plane;

    /// For each channel, the values that a byte can stand for.
    private final float[] table;

    /// @param image (C, H, W)
    /// @param mean of each channel, or empty for 0
    /// @param std of each channel, or empty for 1
    ByteImages(Shape image, List<Float> mean, List<Float> std) {
        size = image.intSize();
        plane = size / image.dim(0);
        table = new float[image.dim(0) * VALUES];
        for (int c = 0; c < image.dim(0); c++) {
            float m = mean.isEmpty() ? 0 : mean.get(c);
            float s = std.isEmpty() ? 1 : std.get(c);
            for (int v = 0; v < VALUES; v++) {
                table[c * VALUES + v] = (v / 255f - m) / s;
            }
        }
    }

    /// Reads the image whose bytes begin at a place.
    void read(byte[] bytes, int from, float[] inputs, int at) {
        for (int c = 0, base = 0; base < size; c += VALUES, base += plane) {
            for (int i = base; i < base + plane; i++) {
                inputs[at + i] = table[c + (bytes[from + i] & 255)];
            }
        }
    }
}
