package dev.noyau.data;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/// Samples with their targets, by number. A data set says what it holds and writes samples into arrays of the
/// caller; it must give the same sample for the same number, and be safe for concurrent reading.
///
/// Write your own by implementing the first three methods.
public interface Dataset {
    /// The shape of one sample in logical order, without the batch: (C, H, W).
    Shape shape();

    /// Number of samples.
    int size();

    /// Writes one sample in row-major order and its target.
    ///
    /// @param index in `[0, size)`
    /// @param inputs receives `shape().size()` values from position `at`
    /// @param targets of [#targetType()]; receives `targetShape().size()` of them from position `targetAt`
    void read(int index, float[] inputs, int at, Targets targets, int targetAt);

    /// The same as it is in an epoch of training: data sets that vary their samples override it ([#map(Augment)]).
    ///
    /// @param epoch from 0
    default void read(int index, int epoch, float[] inputs, int at, Targets targets, int targetAt) {
        read(index, inputs, at, targets, targetAt);
    }

    /// Whether a sample takes so much work, as decoding, that several threads should read ahead.
    default boolean demanding() {
        return false;
    }

    /// The shape of one target: a scalar for a class, (H, W) for a class per pixel, any shape for numbers.
    default Shape targetShape() {
        return Shape.SCALAR;
    }

    /// I64 where targets are numbers of classes, F32 where they are numbers to be met.
    default DType targetType() {
        return DType.I64;
    }

    /// Number of classes; 0 where it is not known.
    default int classes() {
        return labels().size();
    }

    /// Names of the classes; empty where they have none.
    default List<String> labels() {
        return List.of();
    }

    /// What was subtracted from each channel after pixels were scaled to [0, 1]; empty for nothing. A model
    /// that is trained on this data remembers it, so that a prediction does the same.
    default List<Float> mean() {
        return List.of();
    }

    /// What each channel was divided by after that; empty for nothing.
    default List<Float> std() {
        return List.of();
    }

    /// The samples changed at random, anew in each epoch: an augmentation. Split the data before, so that
    /// only what is trained on is changed.
    ///
    /// @throws IllegalArgumentException when a transform does not take samples of this shape
    default Dataset map(Augment augment) {
        return new Augmented(this, augment);
    }

    /// Each sample mixed with another one of the same epoch, the targets too, which become probabilities of the
    /// classes: `λ·a + (1-λ)·b` with λ of Beta(alpha, alpha) (Zhang et al. 2018, where alpha is 0.2 to 1).
    ///
    /// @throws IllegalArgumentException unless each sample has one class
    default Dataset mixup(double alpha, long seed) {
        return new Mixup(this, alpha, seed);
    }

    /// The same samples with probabilities instead of classes for targets: 1 for the class, 0 for the others. So a
    /// network that learns from mixed samples ([#mixup(double, long)]) is measured on samples as they are.
    ///
    /// @throws IllegalArgumentException unless each sample has one class
    default Dataset probabilities() {
        return new Probabilities(this);
    }

    /// The same samples, normalised: `(x - mean) / std`, a number for each channel.
    ///
    /// @throws IllegalArgumentException unless there is one number for each channel and std is positive, or when
    /// the data is normalised already
    default Dataset normalised(List<Float> mean, List<Float> std) {
        return new Normalised(this, mean, std);
    }

    /// The samples with these numbers, in this order.
    ///
    /// @throws IllegalArgumentException for a number that does not exist
    default Dataset subset(int... indices) {
        return Subset.of(this, indices);
    }

    /// The samples `[from, to)`.
    default Dataset range(int from, int to) {
        return subset(IntStream.range(from, to).toArray());
    }

    /// Sets a share of the samples aside, drawn at random: the same ones for the same seed.
    ///
    /// @param share of the samples that are set aside, in (0, 1)
    default Split split(double share, long seed) {
        int aside = (int) Math.round(share * size());
        if (!(share > 0 && share < 1) || aside == 0 || aside == size()) {
            throw new IllegalArgumentException("cannot set aside a share of " + share + " of " + size()
                    + " samples: both parts must hold at least one");
        }
        int[] order = Order.shuffled(size(), seed, Order.SPLIT);
        int[] kept = IntStream.of(order).skip(aside).sorted().toArray();
        int[] taken = IntStream.of(order).limit(aside).sorted().toArray();
        return new Split(subset(kept), subset(taken));
    }

    /// The two parts of [#split(double, long)].
    record Split(Dataset train, Dataset validation) {}

    /// A data set of float samples and class numbers in memory; the arrays are not copied.
    ///
    /// @param inputs one row a sample, in row-major order of `shape`
    /// @throws IllegalArgumentException when a row does not have the shape's size, or the lengths differ
    static Dataset of(float[][] inputs, int[] targets, Shape shape) {
        return FloatDataset.of(inputs, targets, shape);
    }

    /// A data set of float samples with a class for each pixel: targets of shape (H, W).
    ///
    /// @param targets one row a sample, in row-major order of `targetShape`
    /// @throws IllegalArgumentException when a row does not have its shape's size, or the lengths differ
    static Dataset of(float[][] inputs, int[][] targets, Shape shape, Shape targetShape) {
        return FloatDataset.of(inputs, targets, shape, targetShape);
    }

    /// A data set of float samples with numbers to be met: a regression, several labels at once (0 or 1 each), or
    /// probabilities of classes. The arrays are not copied.
    ///
    /// @param targets one row a sample, in row-major order of `targetShape`
    /// @throws IllegalArgumentException when a row does not have its shape's size, or the lengths differ
    static Dataset of(float[][] inputs, float[][] targets, Shape shape, Shape targetShape) {
        return FloatDataset.of(inputs, targets, shape, targetShape);
    }
}
