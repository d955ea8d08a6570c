package dev.noyau.formats.onnx;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.noyau.Noyau;
import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.formats.onnx.proto.GraphProto;
import dev.noyau.formats.onnx.proto.ModelProto;
import dev.noyau.formats.onnx.proto.TensorProto;
import dev.noyau.formats.testing.Networks;
import dev.noyau.formats.testing.OnnxRuntime;
import dev.noyau.graph.Backend;
import dev.noyau.graph.GraphSource;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Network;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every network that we write runs in ONNX Runtime and gives the same there, and comes back as it was.
class OnnxExportTest {
    /// Relative to numbers above 1, absolute below.
    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path folder;

    static Stream<Networks.Case> networks() {
        return Networks.all();
    }

    static Model model(Network n, Backend backend) {
        return Model.of(n, n.initialParameters(1), n.initialState(), ModelInfo.of("test", n.inputShape()), backend);
    }

    private static Tensor random(Shape one, int batch) {
        Shape s = one.prepend(batch);
        return Tensor.wrap(s, Gen.of(batch).floats(s.intSize()));
    }

    private static void compare(Model model, OnnxRuntime runtime, Tensor x) throws OrtException {
        Tensor expected = model.predict(x);
        Tensor actual = runtime.run(x).get(GraphSource.OUTPUT);
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertClose("ONNX Runtime on " + x.shape(), actual.data(), expected.data(), TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void runsInOnnxRuntime(Networks.Case c) throws IOException, OrtException {
        Path file = folder.resolve("model.onnx");
        for (Backend backend : List.of(new ReferenceBackend(), Noyau.backend())) {
            Model model = model(c.network(), backend);
            model.save(file);
            try (OnnxRuntime runtime = new OnnxRuntime(file)) {
                compare(model, runtime, random(c.network().inputShape(), 1));
                compare(model, runtime, random(c.network().inputShape(), 7));
                if (c.larger() != null) {
                    compare(model, runtime, random(c.larger(), 2));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void sizesThatAreFreeAreOpen(Networks.Case c) throws IOException, OrtException {
        Path file = folder.resolve("model.onnx");
        model(c.network(), new ReferenceBackend()).save(file);
        try (OnnxRuntime runtime = new OnnxRuntime(file)) {
            long[] in = runtime.declaredInput();
            int[] one = c.network().inputShape().dims();
            assertThat(in[0]).isEqualTo(-1);
            assertThat(in[1]).isEqualTo(one[0]);
            for (int axis = 2; axis < in.length; axis++) {
                assertThat(in[axis]).isEqualTo(c.larger() == null ? one[axis - 1] : -1);
            }
            assertThat(runtime.declaredOutput(GraphSource.OUTPUT)[0]).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void comesBackAsItWas(Networks.Case c) throws IOException {
        Path file = folder.resolve("model.onnx");
        Model model = model(c.network(), new ReferenceBackend());
        model.save(file);
        Model back = OnnxFormat.read(file, new ReferenceBackend());
        assertThat(back.info()).isEqualTo(model.info());
        assertThat(back.inputShape()).isEqualTo(model.inputShape());
        assertThat(back.parameters().slots().keySet())
                .containsExactlyInAnyOrderElementsOf(model.parameters().slots().keySet());
        model.parameters()
                .slots()
                .keySet()
                .forEach(p -> assertThat(back.parameters().get(p))
                        .isEqualTo(model.parameters().get(p)));
        for (Tensor x :
                List.of(random(c.network().inputShape(), 1), random(c.network().inputShape(), 3))) {
            assertThat(back.predict(x)).isEqualTo(model.predict(x));
        }
        if (c.larger() != null) {
            Tensor x = random(c.larger(), 2);
            assertThat(back.predict(x)).isEqualTo(model.predict(x));
        }
    }

    /// Those without stacks of matrices, whose products are read as products of one matrix.
    static Stream<Networks.Case> withoutStacks() {
        return networks().filter(c -> !c.name().equals("transformer"));
    }

    @ParameterizedTest
    @MethodSource("withoutStacks")
    void writtenAgainItIsTheSameFile(Networks.Case c) throws IOException {
        Path first = folder.resolve("first.onnx");
        Path second = folder.resolve("second.onnx");
        Path third = folder.resolve("third.onnx");
        model(c.network(), new ReferenceBackend()).save(first);
        Model.load(first).save(second);
        Model.load(second).save(third);
        assertThat(third).hasSameBinaryContentAs(second);
        assertThat(names(second)).isEqualTo(names(first));
    }

    /// Names of computed values and of parameters; constants are named after the value that they serve.
    private static Map<String, List<String>> names(Path file) throws IOException {
        GraphProto g = ModelProto.read(Files.readAllBytes(file)).graph();
        return Map.of(
                "values",
                g.nodes().stream()
                        .filter(n -> !n.opType().equals("Constant"))
                        .map(n -> n.opType() + " " + n.name() + " " + n.outputs())
                        .sorted()
                        .toList(),
                "parameters",
                g.initializers().values().stream()
                        .filter(t -> t.type() == ElementType.FLOAT)
                        .map(TensorProto::name)
                        .sorted()
                        .toList());
    }
}
