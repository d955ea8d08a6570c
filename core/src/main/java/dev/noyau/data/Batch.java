package dev.noyau.data;

import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;

/// Some samples side by side with their targets, in arrays of exactly their size. A [Loader] overwrites its
/// batches; one made here belongs to its maker.
public final class Batch {
    private final Shape shape;
    private final float[] inputs;
    private final Targets targets;
    private final int[] indices;
    private int epoch;
    private int position;

    private Batch(Shape shape, float[] inputs, Targets targets, int[] indices) {
        this.shape = shape;
        this.inputs = inputs;
        this.targets = targets;
        this.indices = indices;
    }

    /// Room for samples of a data set.
    public static Batch room(Dataset data, int size) {
        Shape s = data.shape().prepend(size);
        return new Batch(
                s,
                new float[s.intSize()],
                Targets.room(data.targetType(), data.targetShape().prepend(size)),
                new int[size]);
    }

    /// A batch of given values, which are not copied.
    ///
    /// **Shapes**: inputs (N, C, H, W); targets (N), or (N, H, W) for a class per pixel.
    public static Batch of(Tensor inputs, long... targets) {
        return of(inputs, Targets.classes(targets));
    }

    /// A batch of given values, which are not copied.
    ///
    /// **Shapes**: inputs (N, C, H, W); targets (N, ...).
    public static Batch of(Tensor inputs, Tensor targets) {
        return of(inputs, Targets.of(targets));
    }

    /// A batch of given values, which are not copied.
    public static Batch of(Tensor inputs, Targets targets) {
        int[] indices = new int[inputs.shape().dim(0)];
        Order.identity(indices);
        return new Batch(inputs.shape(), inputs.data(), targets, indices);
    }

    /// Fills the batch with the samples of these numbers.
    ///
    /// @param order numbers of samples; as many as the batch has room for are taken from `from`
    public void fill(Dataset data, int[] order, int from) {
        fill(data, 0, order, from, 0, indices.length);
    }

    /// Fills the samples `[begin, end)` of the batch, as they are in an epoch; several threads may each fill
    /// their own.
    void fill(Dataset data, int epoch, int[] order, int from, int begin, int end) {
        int sample = inputs.length / indices.length;
        int target = targets.size() / indices.length;
        for (int i = begin; i < end; i++) {
            indices[i] = order[from + i];
            data.read(indices[i], epoch, inputs, i * sample, targets, i * target);
        }
    }

    void at(int epoch, int position) {
        this.epoch = epoch;
        this.position = position;
    }

    /// With its first axis, the number of samples.
    public Shape shape() {
        return shape;
    }

    /// Number of samples.
    public int size() {
        return indices.length;
    }

    /// The values themselves, in row-major order.
    public float[] inputs() {
        return inputs;
    }

    /// The targets themselves.
    public Targets targets() {
        return targets;
    }

    /// The number that a sample has in its data set.
    public int index(int i) {
        return indices[i];
    }

    /// The epoch, from 0, that it belongs to.
    public int epoch() {
        return epoch;
    }

    /// Its place among the batches of its epoch, from 0.
    public int position() {
        return position;
    }
}
