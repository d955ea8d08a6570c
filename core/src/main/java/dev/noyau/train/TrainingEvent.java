package dev.noyau.train;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What happens in a training, for those who watch.
public sealed interface TrainingEvent {
    /// Training begins, or goes on after a checkpoint.
    ///
    /// @param network name of the architecture
    /// @param parameters numbers that are trained
    /// @param samples of the training data
    /// @param batch samples of a step
    /// @param epochs passes over the data, with those already done
    /// @param epoch the epoch that it begins in, from 1
    /// @param step steps already done
    /// @param stepsPerEpoch steps of one epoch
    /// @param planBytes memory that one step works in, where the backend knows it
    record Started(
            String network,
            long parameters,
            int samples,
            int batch,
            int epochs,
            int epoch,
            long step,
            int stepsPerEpoch,
            long seed,
            int threads,
            String backend,
            OptionalLong planBytes)
            implements TrainingEvent {
        public long totalSteps() {
            return (long) epochs * stepsPerEpoch;
        }
    }

    /// A step is done. Comes some ten times a second and after the last step of an epoch, not after each step.
    ///
    /// @param epoch from 1
    /// @param stepInEpoch steps of this epoch that are done, of `stepsPerEpoch`
    /// @param step steps of the whole training that are done
    /// @param loss of this step
    /// @param meanLoss of this epoch so far
    /// @param rate learning rate of this step
    /// @param samples of this epoch that are done
    /// @param samplesPerSecond of this epoch so far
    record StepDone(
            int epoch,
            int stepInEpoch,
            int stepsPerEpoch,
            long step,
            double loss,
            double meanLoss,
            double rate,
            long samples,
            double samplesPerSecond)
            implements TrainingEvent {}

    /// An epoch is done, and what there is to measure after it is measured.
    ///
    /// @param epoch from 1
    /// @param epochs of the whole training
    /// @param step steps of the whole training that are done
    /// @param trainLoss mean over the epoch's samples, each measured when it was trained on
    /// @param seconds of training, without the measuring
    record EpochDone(
            int epoch,
            int epochs,
            long step,
            double trainLoss,
            @Nullable Evaluation validation,
            @Nullable Evaluation test,
            double samplesPerSecond,
            double seconds)
            implements TrainingEvent {}

    /// A checkpoint is on disk.
    record CheckpointWritten(Path file, int epoch, long step) implements TrainingEvent {}

    /// A loss is not finite; training ends, and the last checkpoint stays as it is.
    ///
    /// @param layer path of the layer where the first value that is not finite appeared
    /// @param message a sentence that says all of it
    record NonFinite(int epoch, long step, double loss, String layer, String message) implements TrainingEvent {}

    /// Training ends.
    record Ended(TrainingResult result) implements TrainingEvent {}
}
