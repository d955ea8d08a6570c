package dev.noyau.train;

import dev.noyau.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The settings of a run over a data set; import its methods statically.
///
/// @param epochs passes over the data
/// @param batch samples of one step
/// @param dropsLast whether a smaller batch at the end of an epoch is left out
/// @param validation measured after each epoch; early stopping looks at it
/// @param test measured after each epoch; decides nothing
/// @param metrics what is measured on both beside the loss; null for the accuracy, where targets are classes
/// @param checkpoints where and when to write them
/// @param earlyStopping when to end before the last epoch
/// @param plateau when to lower the learning rate
public record FitOptions(
        int epochs,
        int batch,
        boolean dropsLast,
        @Nullable Dataset validation,
        @Nullable Dataset test,
        @Nullable List<Metric> metrics,
        FitOption.@Nullable Checkpoints checkpoints,
        FitOption.@Nullable EarlyStopping earlyStopping,
        FitOption.@Nullable Plateau plateau) {

    /// One epoch in batches of 128 unless an option says otherwise; of equal options the last counts.
    ///
    /// @throws IllegalArgumentException for early stopping without validation data
    public static FitOptions of(FitOption... options) {
        FitOptions f = new FitOptions(1, 128, false, null, null, null, null, null, null);
        for (FitOption o : List.of(options)) {
            f = f.with(o);
        }
        if (f.earlyStopping != null && f.validation == null) {
            throw new IllegalArgumentException(
                    "early stopping looks at the validation loss: give validation data too, as validation(data)");
        }
        return f;
    }

    private FitOptions with(FitOption o) {
        return switch (o) {
            case FitOption.Epochs e ->
                new FitOptions(
                        e.count(), batch, dropsLast, validation, test, metrics, checkpoints, earlyStopping, plateau);
            case FitOption.BatchSize b ->
                new FitOptions(
                        epochs, b.size(), dropsLast, validation, test, metrics, checkpoints, earlyStopping, plateau);
            case FitOption.DropLast d ->
                new FitOptions(epochs, batch, d.drop(), validation, test, metrics, checkpoints, earlyStopping, plateau);
            case FitOption.Validation v ->
                new FitOptions(epochs, batch, dropsLast, v.data(), test, metrics, checkpoints, earlyStopping, plateau);
            case FitOption.Test t ->
                new FitOptions(
                        epochs, batch, dropsLast, validation, t.data(), metrics, checkpoints, earlyStopping, plateau);
            case FitOption.Measures m ->
                new FitOptions(
                        epochs, batch, dropsLast, validation, test, m.metrics(), checkpoints, earlyStopping, plateau);
            case FitOption.Checkpoints c ->
                new FitOptions(epochs, batch, dropsLast, validation, test, metrics, c, earlyStopping, plateau);
            case FitOption.EarlyStopping e ->
                new FitOptions(epochs, batch, dropsLast, validation, test, metrics, checkpoints, e, plateau);
            case FitOption.Plateau p ->
                new FitOptions(epochs, batch, dropsLast, validation, test, metrics, checkpoints, earlyStopping, p);
        };
    }

    /// Passes over the data, counted from the start of training: a resumed training does what is
    /// left of them.
    public static FitOption epochs(int count) {
        return new FitOption.Epochs(count);
    }

    /// Samples of one step.
    public static FitOption batch(int size) {
        return new FitOption.BatchSize(size);
    }

    /// Leaves out a smaller batch at the end of an epoch; it is kept otherwise.
    public static FitOption dropLast() {
        return new FitOption.DropLast(true);
    }

    /// Data that is measured after each epoch and that early stopping looks at.
    public static FitOption validation(Dataset data) {
        return new FitOption.Validation(data);
    }

    /// Data that is measured after each epoch and decides nothing.
    public static FitOption test(Dataset data) {
        return new FitOption.Test(data);
    }

    /// What is measured on that data beside the loss, instead of the accuracy.
    public static FitOption metrics(Metric... metrics) {
        return new FitOption.Measures(List.of(metrics));
    }

    /// Writes a checkpoint after each epoch and when training stops.
    public static FitOption checkpoints(Path file) {
        return checkpoints(file, 0);
    }

    /// The same, and every so many steps.
    public static FitOption checkpoints(Path file, long everySteps) {
        return new FitOption.Checkpoints(file, everySteps);
    }

    /// Multiplies the learning rate by `factor` whenever the loss has not fallen for more than
    /// `patience` epochs: that of the validation data, or without such of the training. PyTorch's
    /// `ReduceLROnPlateau`.
    public static FitOption reduceOnPlateau(double factor, int patience) {
        return new FitOption.Plateau(factor, patience);
    }

    /// Ends training when the validation loss has not fallen for so many epochs.
    public static FitOption earlyStopping(int patience) {
        return earlyStopping(patience, 0);
    }

    /// Ends training when the validation loss has not fallen by `minimum` for so many epochs.
    public static FitOption earlyStopping(int patience, double minimum) {
        return new FitOption.EarlyStopping(patience, minimum);
    }
}
