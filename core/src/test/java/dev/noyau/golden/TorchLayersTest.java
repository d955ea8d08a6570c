package dev.noyau.golden;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import dev.noyau.testing.Safetensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every layer that PyTorch computed, forward and backward, on every backend.
class TorchLayersTest {
    private static final Map<String, Tensor> TENSORS = Safetensors.read("/torch/layers.safetensors");

    static Stream<Arguments> cases() {
        return Backends.all().stream().flatMap(b -> TorchLayer.all().stream().map(layer -> Arguments.of(b, layer)));
    }

    /// The inputs are the graph's parameters, so their gradients come out as a training step's do.
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void givesPyTorchsOutputAndGradients(Backends.Tested tested, TorchLayer layer) {
        SequencedMap<String, Tensor> in = inputs(layer);
        Tensor y = tensor(layer, "out.y");
        Graph graph = graph(layer, in, y.shape());
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        graph.parameters().forEach((path, v) -> shapes.put(path, v.shape()));
        Parameters parameters = Parameters.zeros(shapes);
        shapes.keySet().forEach(path -> parameters.set(path, in.get(path)));
        Map<String, Tensor> given = new LinkedHashMap<>(in);
        given.put("gradin", tensor(layer, "gradin.y"));

        Executable.Results r =
                tested.backend().compile(graph).call(parameters, Parameters.zeros(new LinkedHashMap<>()), given);

        outputs(layer).forEach((name, t) -> assertClose(name, r.output(name).data(), t.data(), tested.tolerance()));
        for (String path : shapes.keySet()) {
            float[] expected = tensor(layer, "grad." + path).data();
            assertClose("gradient of " + path, r.gradients().get(path).data(), expected, tested.tolerance());
        }
    }

    private static Tensor tensor(TorchLayer layer, String name) {
        Tensor t = TENSORS.get(layer.name() + "." + name);
        assertThat(t).as(name).isNotNull();
        return t;
    }

    private static SequencedMap<String, Tensor> inputs(TorchLayer layer) {
        return tensors(layer.name() + ".in.");
    }

    /// The result `y` and what else the layer gives, but for the places of maxima.
    private static SequencedMap<String, Tensor> outputs(TorchLayer layer) {
        SequencedMap<String, Tensor> m = tensors(layer.name() + ".out.");
        m.values().removeIf(t -> t.dtype() != DType.F32);
        return m;
    }

    private static SequencedMap<String, Tensor> tensors(String prefix) {
        SequencedMap<String, Tensor> m = new LinkedHashMap<>();
        TENSORS.forEach((name, t) -> {
            if (name.startsWith(prefix)) {
                m.put(name.substring(prefix.length()), t);
            }
        });
        return m;
    }

    /// Whether PyTorch gives a gradient for an input.
    private static boolean moves(String name, @Nullable Tensor t) {
        return t != null && t.dtype() == DType.F32 && !name.startsWith("const_");
    }

    private static Graph graph(TorchLayer layer, SequencedMap<String, Tensor> in, Shape y) {
        GraphBuilder b = new GraphBuilder();
        Map<String, Value> values = new LinkedHashMap<>();
        in.forEach((name, t) -> values.put(
                name, moves(name, t) ? b.parameter(name, t.shape()) : b.input(name, new Type(t.dtype(), t.shape()))));
        Value upstream = b.input("gradin", Type.f32(y));
        Value out = layer.emit(b, values, in, y);
        assertThat(out.shape()).isEqualTo(y);
        List<String> paths =
                in.keySet().stream().filter(n -> moves(n, in.get(n))).toList();
        List<Value> gradients = Autodiff.gradients(
                b, out, upstream, paths.stream().map(values::get).toList());
        for (int i = 0; i < paths.size(); i++) {
            b.gradient(paths.get(i), gradients.get(i));
        }
        return b.output("y", out).build();
    }

    @Test
    void namesEveryCaseOnce() {
        Stream<String> named = Stream.concat(TorchLayer.all().stream(), TorchLayer.composed().stream())
                .map(TorchLayer::name);
        assertThat(named)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(TENSORS.keySet().stream()
                        .map(name -> name.substring(0, name.indexOf('.')))
                        .distinct()
                        .toList());
    }
}
