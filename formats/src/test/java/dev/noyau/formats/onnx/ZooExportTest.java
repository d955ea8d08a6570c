package dev.noyau.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.noyau.Noyau;
import dev.noyau.formats.testing.OnnxRuntime;
import dev.noyau.graph.GraphSource;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every network of the zoo, written by Noyau, gives the same in ONNX Runtime. Those for photographs get small ones.
/// The
/// VGGs, whose files have half a gigabyte each, are among them with `-Dnoyau.vgg=true`.
class ZooExportTest {
    private static final int CLASSES = 10;
    private static final int SMALL = 64;

    /// Through a hundred layers that are not trained; relative to the largest result.
    private static final float TOLERANCE = 1e-5f;

    @TempDir
    Path folder;

    static List<String> names() {
        boolean all = Boolean.getBoolean("noyau.vgg");
        return Zoo.names().stream().filter(n -> all || !n.startsWith("vgg")).toList();
    }

    private static Network small(String name) {
        Shape published = Zoo.get(name).inputShape();
        boolean photograph = published.rank() == 3 && published.dim(1) > SMALL;
        return Zoo.get(name, photograph ? Shape.of(3, SMALL, SMALL) : published, CLASSES);
    }

    @ParameterizedTest
    @MethodSource("names")
    void runsInOnnxRuntime(String name) throws IOException, OrtException {
        Network net = small(name);
        Model model = Model.of(
                net,
                net.initialParameters(1),
                net.initialState(),
                ModelInfo.of(name, net.inputShape()),
                Noyau.backend());
        Path file = folder.resolve("model.onnx");
        model.save(file);
        Shape batch = net.inputShape().prepend(2);
        Tensor x = Tensor.wrap(batch, Gen.of(3).floats(batch.intSize()));
        Tensor expected = model.predict(x);
        try (OnnxRuntime runtime = new OnnxRuntime(file)) {
            Tensor there = runtime.run(x).get(GraphSource.OUTPUT);
            assertThat(there.shape()).isEqualTo(expected.shape());
            float largest = 0;
            for (float y : there.data()) {
                largest = Math.max(largest, Math.abs(y));
            }
            for (int i = 0; i < expected.data().length; i++) {
                assertThat(expected.data()[i])
                        .as("%s, result %d", name, i)
                        .isCloseTo(there.data()[i], within(TOLERANCE * largest));
            }
        }
    }
}
