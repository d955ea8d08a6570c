package dev.noyau.formats.model;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.data.Dataset;
import dev.noyau.model.FormatException;
import dev.noyau.model.Weights;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The weights of one training, by whatever file they come.
class WeightsFilesTest {
    @TempDir
    Path folder;

    @Test
    void modelCheckpointAndArraysHoldTheSame() throws IOException {
        Network net = Network.of(
                Shape.of(1, 4, 4), Sequential.of(Conv2d.of(3, 3).same(), new Relu(), new Flatten(), Linear.of(2)));
        Path onnx = folder.resolve("model.onnx");
        Path checkpoint = folder.resolve("checkpoint.safetensors");
        float[] trained;
        try (Trainer t = Trainer.of(net).seed(5).open()) {
            Dataset d = Dataset.of(new float[4][16], new int[] {0, 1, 0, 1}, Shape.of(1, 4, 4));
            t.fit(d, epochs(1), batch(2));
            t.model().save(onnx);
            t.saveCheckpoint(checkpoint);
            trained = t.parameters().slab().clone();
        }
        Path npz = folder.resolve("weights.npz");
        Path safetensors = folder.resolve("weights.safetensors");
        Weights.read(onnx).write(npz);
        Weights.read(npz).write(safetensors);
        for (Path file : new Path[] {onnx, checkpoint, npz, safetensors}) {
            Weights w = Weights.read(file);
            assertThat(w.tensors().keySet())
                    .as("%s", file)
                    .containsExactlyInAnyOrderElementsOf(
                            net.initialParameters(0).slots().keySet());
            assertThat(w.into(net).initialParameters(0).slab()).as("%s", file).isEqualTo(trained);
        }
        assertThatThrownBy(() -> Weights.read(npz).write(folder.resolve("weights.pt")))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("is not written");
    }

    @Test
    void whatIsNoWeights() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "hello, world");
        assertThatThrownBy(() -> Weights.read(text))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("no format for tensors has this ending; known are safetensors, NumPy");
        assertThatThrownBy(() -> Weights.read(folder.resolve("none.pt"))).isInstanceOf(NoSuchFileException.class);
    }
}
