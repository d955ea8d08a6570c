package dev.noyau.formats.onnx;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.cpu.CpuBackend;
import dev.noyau.data.Dataset;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.nn.Softmax;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A network from a file gets a new head, which is trained while the rest is frozen, and goes into a file again.
class OnnxFineTuningTest {
    private static final Shape SHAPE = Shape.of(1, 8, 8);

    private static Model pretrained(Path file) throws IOException {
        Network n = Network.of(
                SHAPE,
                Sequential.of(
                        Conv2d.of(8, 3),
                        new BatchNorm2d(),
                        new Relu(),
                        new GlobalAvgPool(),
                        new Flatten(),
                        Linear.of(10),
                        new Softmax()));
        Model.of(n, n.initialParameters(1), n.initialState(), ModelInfo.of("pretrained", SHAPE), CpuBackend.shared())
                .save(file);
        return Model.load(file);
    }

    /// Light above or light below.
    private static Dataset data() {
        float[][] x = new float[40][64];
        int[] y = new int[40];
        for (int i = 0; i < 40; i++) {
            y[i] = i % 2;
            for (int k = 0; k < 64; k++) {
                x[i][k] = (k < 32) == (y[i] == 0) ? 1 : 0.1f * (i * k % 7);
            }
        }
        return Dataset.of(x, y, SHAPE);
    }

    @Test
    void aNewHeadIsTrainedOnAFrozenFile(@TempDir Path folder) throws IOException {
        Model old = pretrained(folder.resolve("pretrained.onnx"));
        Path tuned = folder.resolve("tuned.onnx");
        Tensor predicted;
        Tensor image = Tensor.zeros(SHAPE.prepend(1));
        try (Trainer t = Trainer.of(old)
                .head("5", Linear.of(2))
                .trainOnly("5")
                .optimizer(Optimizers.adam(0.05))
                .open()) {
            Parameters before = t.parameters().copy();
            float[] state = t.state().slab().clone();
            double first = t.evaluate(data()).loss();
            t.fit(data(), epochs(10), batch(8));
            assertThat(t.evaluate(data()).loss()).isLessThan(first);
            for (String path : before.slots().keySet()) {
                boolean same = Arrays.equals(
                        before.get(path).data(), t.parameters().get(path).data());
                assertThat(same).as(path).isEqualTo(!path.startsWith("5."));
            }
            assertThat(before.slot("5.weight").shape()).isEqualTo(Shape.of(2, 8));
            assertThat(t.state().slab()).as("statistics of a frozen norm").isEqualTo(state);
            predicted = t.model().predict(image);
            t.model().save(tuned);
        }
        Model again = Model.load(tuned);
        assertThat(again.predict(image).data()).isEqualTo(predicted.data());
        assertThat(again.graph(SHAPE.prepend(1), Mode.INFERENCE).parameters()).containsKeys("5.weight", "5.bias");
    }
}
