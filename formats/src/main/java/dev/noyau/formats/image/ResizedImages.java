package dev.noyau.formats.image;

import dev.noyau.data.Dataset;
import dev.noyau.data.OtherDataset;
import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.Arrays;

/// Images of another data set in another size and colour, as a network wants them that was trained on other images:
/// area average where they become smaller, bilinear where they become larger; grey is repeated in each channel, colour
/// becomes its luma.
///
/// **Shapes**: samples (C, H, W) → (C', H', W'), C and C' of 1 and 3; targets stay, one class or number for an image.
public final class ResizedImages extends OtherDataset {
    private static final float[] LUMA = {Images.RED, Images.GREEN, Images.BLUE};

    private final Shape shape;
    private final Resampler rows;
    private final Resampler columns;

    private ResizedImages(Dataset data, Shape shape) {
        super(data);
        this.shape = shape;
        rows = new Resampler(data.shape().dim(1), shape.dim(1));
        columns = new Resampler(data.shape().dim(2), shape.dim(2));
    }

    /// @return the data itself where it has this shape
    /// @throws ShapeException unless both are grey or colour images
    /// @throws IllegalArgumentException for data that is normalised already, or has a target for each pixel
    public static Dataset of(Dataset data, Shape shape) {
        if (data.shape().equals(shape)) {
            return data;
        }
        if (!isPicture(data.shape()) || !isPicture(shape)) {
            throw new ShapeException("cannot make samples of " + shape.pretty() + " from "
                    + data.shape().pretty() + ": both must be images of 1 channel (grey) or 3 (colour)");
        }
        if (!data.mean().isEmpty() || !data.std().isEmpty()) {
            throw new IllegalArgumentException("images are resized before they are normalised");
        }
        if (data.targetShape().rank() >= 2) {
            throw new IllegalArgumentException(
                    "the targets are pixels of shape " + data.targetShape() + "; images alone cannot be resized");
        }
        return new ResizedImages(data, shape);
    }

    private static boolean isPicture(Shape s) {
        return s.rank() == 3 && (s.dim(0) == 1 || s.dim(0) == 3);
    }

    @Override
    public void read(int index, int epoch, float[] inputs, int at, Targets targets, int targetAt) {
        float[] source = new float[data.shape().intSize()];
        data.read(index, epoch, source, 0, targets, targetAt);
        int plane = shape.dim(1) * shape.dim(2);
        Arrays.fill(inputs, at, at + shape.intSize(), 0);
        int from = data.shape().dim(0);
        for (int c = 0; c < Math.max(from, shape.dim(0)); c++) {
            int into = at + Math.min(c, shape.dim(0) - 1) * plane;
            resize(source, Math.min(c, from - 1), inputs, into, from > shape.dim(0) ? LUMA[c] : 1);
        }
    }

    /// Adds a channel in the new size, times a weight.
    private void resize(float[] source, int channel, float[] out, int at, float weight) {
        int height = data.shape().dim(1);
        int width = data.shape().dim(2);
        float[] row = new float[width];
        float[] line = new float[columns.size()];
        for (int y = 0; y < rows.size(); y++) {
            for (int s = rows.begin(y); s < rows.end(y); s++) {
                System.arraycopy(source, (channel * height + s) * width, row, 0, width);
                columns.apply(row, line);
                Images.addTo(out, at + y * line.length, line, weight * rows.share(y, s));
            }
        }
    }

    @Override
    public boolean demanding() {
        return true;
    }

    @Override
    public Shape shape() {
        return shape;
    }
}
