package dev.noyau.data;

import dev.noyau.tensor.Shape;
import java.util.List;

/// Images with one byte a value, kept as bytes: a quarter of the memory of floats. A value is read as
/// `(byte / 255 - mean) / std` of its channel.
///
/// **Shapes**: pixels (N, C, H, W) in row-major order, targets (N).
public final class ByteDataset implements Dataset {
    private final byte[] pixels;
    private final byte[] targets;
    private final Shape shape;
    private final int size;
    private final int sample;
    private final List<String> labels;
    private final List<Float> mean;
    private final List<Float> std;
    private final ByteImages images;

    private ByteDataset(
            byte[] pixels, byte[] targets, Shape shape, List<String> labels, List<Float> mean, List<Float> std) {
        this.pixels = pixels;
        this.targets = targets;
        this.shape = shape;
        this.labels = List.copyOf(labels);
        this.mean = List.copyOf(mean);
        this.std = List.copyOf(std);
        size = targets.length;
        sample = shape.intSize();
        images = new ByteImages(shape, this.mean, this.std);
    }

    /// A data set over arrays that are not copied and must not be changed.
    ///
    /// @param pixels one unsigned byte a value
    /// @param targets one unsigned byte a sample: its class
    /// @param shape of one sample: (C, H, W)
    /// @param labels names of the classes; there are as many classes as names
    /// @throws IllegalArgumentException when the numbers of pixels and targets do not belong together
    public static ByteDataset of(byte[] pixels, byte[] targets, Shape shape, List<String> labels) {
        if (shape.rank() != 3 || shape.size() == 0) {
            throw new IllegalArgumentException("images have a shape (C, H, W), found " + shape);
        }
        if (pixels.length != targets.length * shape.size()) {
            throw new IllegalArgumentException(targets.length + " images of " + shape.pretty() + " have "
                    + targets.length * shape.size() + " bytes, found " + pixels.length);
        }
        return new ByteDataset(pixels, targets, shape, labels, List.of(), List.of());
    }

    /// The same images, normalised: `(byte / 255 - mean) / std`, a number for each channel.
    ///
    /// @throws IllegalArgumentException unless there is one number for each channel and std is positive
    @Override
    public ByteDataset normalised(List<Float> mean, List<Float> std) {
        Normalised.check(shape, mean, std);
        return new ByteDataset(pixels, targets, shape, labels, mean, std);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public List<Float> mean() {
        return mean;
    }

    @Override
    public List<Float> std() {
        return std;
    }

    @Override
    public void read(int index, float[] inputs, int at, Targets target, int targetAt) {
        images.read(pixels, index * sample, inputs, at);
        target.classes()[targetAt] = targets[index] & 255;
    }
}
