package dev.noyau.train;

import static dev.noyau.train.CheckpointTest.BASE;
import static dev.noyau.train.CheckpointTest.DATA;
import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.checkpoints;
import static dev.noyau.train.FitOptions.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.model.FormatException;
import dev.noyau.model.TensorFormat;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// What is no checkpoint of a training is refused, and changes nothing.
class CheckpointErrorsTest {
    /// What one epoch leaves.
    private static TensorFormat.Contents whole() throws IOException {
        Path file = Path.of("whole.memory");
        try (Trainer t = BASE.open()) {
            t.fit(DATA, epochs(1), batch(16));
            t.saveCheckpoint(file);
        }
        return Checkpoint.read(file).contents();
    }

    @Test
    void aCheckpointOfAnotherTrainingIsRefusedAndChangesNothing() throws IOException {
        Path file = Path.of("other.memory");
        new MemoryFormat().write(whole(), file);
        refused(BASE.optimizer(Optimizers.sgd(0.1)), file, "written with optimizer adamw, this training has sgd");
        refused(BASE.averaging(0.9), file, "written with averaging 0.0, this training has 0.9");
        refused(BASE.seed(8), file, "written with seed 7, this training has 8");
        refused(
                Trainer.of(Blobs.network()).seed(7),
                file,
                "missing: model.2.weight [3,8]",
                "missing: optimizer.m.2.weight [3,8]",
                "unexpected: optimizer.v.3.bias");
        refused(
                Trainer.of(Network.of(Shape.of(2), Sequential.of(Linear.of(8)))).seed(7),
                file,
                "6 tensors are missing, unexpected or of another shape",
                "unexpected: model.3.weight");
        refused(BASE, Path.of("missing.memory"), "missing.memory: no such file");
        refused(BASE, Path.of("model.txt"), "no format for tensors has this ending");
    }

    private static void refused(Training training, Path file, String... messages) {
        try (Trainer t = training.open()) {
            float[] before = t.parameters().slab().clone();
            assertThatThrownBy(() -> t.resume(file))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContainingAll(messages);
            assertThat(t.parameters().slab()).isEqualTo(before);
            assertThat(t.steps()).isZero();
        }
    }

    /// Moments that are missing, of another shape and of an optimizer that is not asked for, in one error.
    @Test
    void momentsAreCheckedBothWays() throws IOException {
        TensorFormat.Contents whole = whole();
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>(whole.tensors());
        tensors.remove("optimizer.m.0.bias");
        tensors.put("optimizer.v.0.bias", Tensor.zeros(Shape.of(9)));
        tensors.put("optimizer.vmax.0.bias", Tensor.zeros(Shape.of(8)));
        tensors.put("optimizer.v.3.bias", Tensor.ofLongs(Shape.of(3), 0, 0, 0));
        Path damaged = Path.of("damaged.memory");
        new MemoryFormat().write(new TensorFormat.Contents(tensors, whole.metadata()), damaged);
        refused(
                BASE,
                damaged,
                "damaged.memory: the checkpoint does not fit this training: 4 tensors are missing,",
                "missing: optimizer.m.0.bias [8]",
                "shape: optimizer.v.0.bias is [8] in the training, [9] of F32 in the checkpoint",
                "shape: optimizer.v.3.bias is [3] in the training, [3] of I64 in the checkpoint",
                "unexpected: optimizer.vmax.0.bias");
    }

    /// A counter that is damaged leaves all counters as they were.
    @Test
    void countersAreNumbers() throws IOException {
        TensorFormat.Contents whole = whole();
        for (String key : List.of("step", "waited", "plateau.factor")) {
            Map<String, String> words = new LinkedHashMap<>(whole.metadata());
            words.put(key, "many");
            Path damaged = Path.of(key + ".memory");
            new MemoryFormat().write(new TensorFormat.Contents(whole.tensors(), words), damaged);
            refused(BASE, damaged, "a counter of the checkpoint is no number", "many");
        }
    }

    @Test
    void aDiskThatIsFullIsSaidSo() {
        try (Trainer t = BASE.open()) {
            assertThatThrownBy(() -> t.fit(DATA, epochs(1), batch(16), checkpoints(Path.of("full.memory"))))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("the checkpoint full.memory cannot be written: no space left on device");
        }
    }
}
