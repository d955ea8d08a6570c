package dev.noyau.train;

import dev.noyau.data.Dataset;
import java.nio.file.Path;
import java.util.List;

/// One setting of a run over a data set; made by the methods of [FitOptions].
public sealed interface FitOption {
    /// Passes over the data.
    record Epochs(int count) implements FitOption {
        public Epochs {
            Checks.positive("epochs", count);
        }
    }

    /// Samples of one step.
    record BatchSize(int size) implements FitOption {
        public BatchSize {
            Checks.positive("samples of a batch", size);
        }
    }

    /// What to do with a smaller batch at the end of an epoch.
    record DropLast(boolean drop) implements FitOption {}

    /// Data that is measured after each epoch and that early stopping looks at.
    record Validation(Dataset data) implements FitOption {}

    /// Data that is measured after each epoch and decides nothing.
    record Test(Dataset data) implements FitOption {}

    /// What is measured on that data beside the loss; without this the accuracy, where targets are classes.
    record Measures(List<Metric> metrics) implements FitOption {
        public Measures {
            metrics = List.copyOf(metrics);
        }
    }

    /// Where the checkpoint is written: after each epoch, every so many steps (0 for never in
    /// between), and when training stops.
    record Checkpoints(Path file, long everySteps) implements FitOption {}

    /// Multiplies the learning rate by `factor` whenever the validation loss, or without validation
    /// data the training loss, has not fallen by a share of 1e-4 for more than `patience` epochs:
    /// PyTorch's `ReduceLROnPlateau`.
    record Plateau(double factor, int patience) implements FitOption {
        public Plateau {
            if (!(factor > 0 && factor < 1)) {
                throw new IllegalArgumentException(
                        "plateau: the factor of the learning rate must be in (0, 1), found " + factor);
            }
            Checks.positive("epochs of patience", patience);
        }
    }

    /// Ends training when the validation loss has not fallen by `minimum` for `patience` epochs.
    record EarlyStopping(int patience, double minimum) implements FitOption {
        public EarlyStopping {
            Checks.positive("epochs of patience", patience);
        }
    }
}
