package dev.noyau.data;

import dev.noyau.tensor.Shape;
import java.util.Arrays;

/// Samples of another data set, changed anew in each epoch.
final class Augmented extends OtherDataset {
    private final Augment augment;
    private final Shape shape;

    /// Whether targets have a value for each pixel, and move with them.
    private final boolean masks;

    private final Shape targetShape;

    Augmented(Dataset data, Augment augment) {
        super(data);
        Shape in = data.shape();
        if (in.rank() != 3 && in.rank() != 2) {
            throw new IllegalArgumentException(
                    "images (C, H, W) and signals (C, L) can be augmented, the samples are " + in);
        }
        this.augment = augment;
        shape = augment.shape(in);
        int[] target = data.targetShape().dims();
        int spatial = in.rank() - 1;
        masks = target.length >= spatial
                && Arrays.equals(target, target.length - spatial, target.length, in.dims(), 1, in.rank());
        if (masks) {
            System.arraycopy(shape.dims(), 1, target, target.length - spatial, spatial);
        }
        targetShape = masks ? Shape.of(target) : data.targetShape();
    }

    @Override
    public void read(int index, int epoch, float[] inputs, int at, Targets targets, int targetAt) {
        float[] values = new float[data.shape().intSize()];
        Targets mask = masks ? Targets.room(data.targetType(), data.targetShape()) : null;
        data.read(index, epoch, values, 0, mask == null ? targets : mask, mask == null ? targetAt : 0);
        Picture p = new Picture(data, data.shape(), values, mask, augment.outside());
        augment.apply(p, epoch, index, super.transforms());
        System.arraycopy(p.values(), 0, inputs, at, shape.intSize());
        Targets moved = p.mask();
        for (int i = 0; moved != null && i < moved.size(); i++) {
            targets.set(targetAt + i, moved.get(i));
        }
    }

    @Override
    public boolean demanding() {
        return true;
    }

    @Override
    int transforms() {
        return super.transforms() + augment.transforms().size();
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public Shape targetShape() {
        return targetShape;
    }
}
