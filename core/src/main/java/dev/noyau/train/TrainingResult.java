package dev.noyau.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a training went.
///
/// @param reason why it ended
/// @param epochs that are done, with those before a resume
/// @param steps that are done, with those before a resume
/// @param trainLoss of the last whole epoch
/// @param validation after the last epoch
/// @param test after the last epoch
/// @param seconds of this run, measuring included
/// @param checkpoint the last one written
public record TrainingResult(
        Reason reason,
        int epochs,
        long steps,
        double trainLoss,
        @Nullable Evaluation validation,
        @Nullable Evaluation test,
        double seconds,
        @Nullable Path checkpoint) {

    /// Why a training ended.
    public enum Reason {
        /// All epochs are done.
        COMPLETED,
        /// The validation loss fell no more.
        EARLY_STOPPING,
        /// [Trainer#requestStop()] was called.
        REQUESTED
    }
}
