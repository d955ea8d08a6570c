package dev.noyau.data;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;

/// Classes as probabilities: 1 for the class of a sample, 0 for all others.
final class Probabilities extends OtherDataset {
    Probabilities(Dataset data) {
        super(data);
        requireClasses("probabilities", data);
    }

    /// @throws IllegalArgumentException unless each sample has one class, of a known number
    static void requireClasses(String who, Dataset data) {
        if (data.targetType() != DType.I64 || data.targetShape().rank() != 0 || data.classes() == 0) {
            throw new IllegalArgumentException(
                    who + ": needs one class for each sample, and the number of classes; found " + data.classes()
                            + " classes and targets " + data.targetShape() + " of " + data.targetType());
        }
    }

    @Override
    public void read(int index, int epoch, float[] inputs, int at, Targets targets, int targetAt) {
        Targets own = Targets.classes(0);
        data.read(index, epoch, inputs, at, own, 0);
        long label = own.classes()[0];
        if (label < 0 || label >= classes()) {
            throw new IllegalArgumentException("probabilities: sample " + index + " has label " + label
                    + "; the data set has " + classes() + " classes, 0 to " + (classes() - 1));
        }
        for (int c = 0; c < classes(); c++) {
            targets.set(targetAt + c, c == label ? 1 : 0);
        }
    }

    @Override
    public Shape targetShape() {
        return Shape.of(classes());
    }

    @Override
    public DType targetType() {
        return DType.F32;
    }
}
