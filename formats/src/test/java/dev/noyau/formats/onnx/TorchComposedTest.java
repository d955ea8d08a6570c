package dev.noyau.formats.onnx;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.noyau.Noyau;
import dev.noyau.formats.onnx.proto.ModelProto;
import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Backend;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Safetensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Operators of ONNX that become several operations here, convolution of volumes and sampling on a grid, give
/// PyTorch's results and gradients.
class TorchComposedTest {
    private static final Map<String, Tensor> TENSORS = Safetensors.read("/torch/layers.safetensors");
    private static final double TOLERANCE = 1e-5;
    private static final List<Backend> BACKENDS = List.of(Noyau.backend(), new ReferenceBackend());

    static Stream<String> cases() {
        return new String(Safetensors.bytes("/torch/composed.txt"), StandardCharsets.UTF_8).lines();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesPyTorchsOutputAndGradients(String line) throws IOException {
        List<String> words = List.of(line.split(" "));
        Map<String, String> attributes = new HashMap<>();
        words.subList(2, words.size())
                .forEach(w -> attributes.put(w.substring(0, w.indexOf('=')), w.substring(w.indexOf('=') + 1)));
        SequencedMap<String, Tensor> in = tensors(words.getFirst() + ".in.");
        Graph forward = read(words.get(1), attributes, in);
        GraphBuilder b = GraphBuilder.extend(forward);
        Value y = forward.output(GraphSource.OUTPUT);
        Value upstream = b.input("gradin", Type.f32(y.shape()));
        List<String> moved =
                in.keySet().stream().filter(n -> !n.startsWith("const_")).toList();
        List<Value> gradients = Autodiff.gradients(
                b,
                y,
                upstream,
                moved.stream().map(n -> forward.inputs().get(key(n))).toList());
        for (int i = 0; i < moved.size(); i++) {
            b.output("grad." + moved.get(i), gradients.get(i));
        }
        compare(words.getFirst(), b.build(), in, moved);
    }

    private static void compare(String name, Graph graph, Map<String, Tensor> in, List<String> moved) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        in.forEach((n, t) -> given.put(key(n), t));
        given.put("gradin", tensor(name + ".gradin.y"));
        Parameters none = Parameters.zeros(new LinkedHashMap<>());
        for (Backend backend : BACKENDS) {
            Map<String, Tensor> found =
                    backend.compile(graph).call(none, none, given).outputs();
            check(backend, "y", found.get(GraphSource.OUTPUT), tensor(name + ".out.y"));
            for (String n : moved) {
                check(backend, "grad." + n, found.get("grad." + n), tensor(name + ".grad." + n));
            }
        }
    }

    private static void check(Backend backend, String what, Tensor found, Tensor expected) {
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertClose(backend.name() + ", " + what, found.data(), expected.data(), TOLERANCE);
    }

    private static Tensor tensor(String name) {
        assertThat(TENSORS).containsKey(name);
        return TENSORS.get(name);
    }

    /// The first input of a file is the data.
    private static String key(String name) {
        return name.equals("x") ? GraphSource.INPUT : name;
    }

    private static SequencedMap<String, Tensor> tensors(String prefix) {
        SequencedMap<String, Tensor> m = new LinkedHashMap<>();
        for (String n : List.of("x", "w", "b", "const_grid")) {
            if (TENSORS.containsKey(prefix + n)) {
                m.put(n, TENSORS.get(prefix + n));
            }
        }
        return m;
    }

    private static Graph read(String op, Map<String, String> a, Map<String, Tensor> in) throws IOException {
        Onnx onnx = new Onnx().opset(20);
        List<Type> types = new ArrayList<>();
        in.forEach((name, t) -> {
            long[] dims = Arrays.stream(t.shape().dims()).asLongStream().toArray();
            onnx.change(g -> g.addInput(Onnx.info(name, dims)));
            types.add(Type.f32(t.shape()));
        });
        boolean conv = op.equals("conv3d");
        onnx.node(
                conv ? "Conv" : "GridSample",
                String.join(" ", in.keySet()) + " -> y",
                conv ? convolution(a) : sampling(a));
        onnx.change(g -> g.addOutput(Onnx.info("y")));
        OnnxProgram p = OnnxProgram.of(ModelProto.read(onnx.model().toByteArray()), new ExternalData(null));
        return p.importer().graph(types, Map.of(), Mode.INFERENCE);
    }

    private static AttributeProto[] convolution(Map<String, String> a) {
        long[] p = numbers(a.getOrDefault("padding", "0,0,0"));
        return new AttributeProto[] {
            Onnx.ints("kernel_shape", numbers(a.get("k"))),
            Onnx.ints("strides", numbers(a.getOrDefault("stride", "1,1,1"))),
            Onnx.ints("pads", p[0], p[1], p[2], p[0], p[1], p[2])
        };
    }

    private static AttributeProto[] sampling(Map<String, String> a) {
        return new AttributeProto[] {
            Onnx.text("mode", a.get("mode")),
            Onnx.text("padding_mode", a.get("padding")),
            Onnx.integer("align_corners", a.get("align_corners").equals("True") ? 1 : 0)
        };
    }

    private static long[] numbers(String s) {
        return Arrays.stream(s.split(",")).mapToLong(Long::parseLong).toArray();
    }
}
