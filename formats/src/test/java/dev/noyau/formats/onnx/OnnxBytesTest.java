package dev.noyau.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.noyau.formats.testing.Networks;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Network;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our bytes, as ONNX's own generated classes read them.
class OnnxBytesTest {
    @TempDir
    Path folder;

    static Stream<Networks.Case> networks() {
        return Networks.all();
    }

    private OnnxMl.ModelProto parsed(Model m) throws IOException {
        Path file = folder.resolve("model.onnx");
        m.save(file);
        return OnnxMl.ModelProto.parseFrom(Files.readAllBytes(file));
    }

    private static Model model(Network n, ModelInfo info) {
        return Model.of(n, n.initialParameters(1), n.initialState(), info, new ReferenceBackend());
    }

    /// Writing what they read gives a file of the same meaning, so no field has a wrong number or type.
    @ParameterizedTest
    @MethodSource("networks")
    void everyFieldIsKnown(Networks.Case c) throws IOException {
        Model m = model(c.network(), ModelInfo.of("n", c.network().inputShape()));
        OnnxMl.ModelProto proto = parsed(m);
        known(proto);
        Path again = Files.write(folder.resolve("again.onnx"), proto.toByteArray());
        Model back = OnnxFormat.read(again, new ReferenceBackend());
        assertThat(back.info()).isEqualTo(m.info());
        assertThat(back.parameters().slots().keySet())
                .containsExactlyInAnyOrderElementsOf(m.parameters().slots().keySet());
    }

    private static void known(Message m) {
        assertThat(m.getUnknownFields().asMap())
                .as(m.getDescriptorForType().getName())
                .isEmpty();
        for (Map.Entry<FieldDescriptor, Object> e : m.getAllFields().entrySet()) {
            if (e.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                List<?> values = e.getKey().isRepeated() ? (List<?>) e.getValue() : List.of(e.getValue());
                values.forEach(v -> known((Message) v));
            }
        }
    }

    @Test
    void theCourseNetwork() throws IOException {
        Network n = Zoo.get("course-cnn", Shape.of(1, 28, 28), 10);
        OnnxMl.ModelProto m = parsed(model(n, ModelInfo.of("course-cnn", n.inputShape())));
        assertThat(m.getIrVersion()).isEqualTo(8);
        assertThat(m.getProducerName()).isEqualTo("noyau");
        assertThat(m.getOpsetImport(0).getVersion()).isEqualTo(17);
        OnnxMl.GraphProto g = m.getGraph();
        assertThat(g.getName()).isEqualTo("course-cnn");
        assertThat(g.getNodeList().stream().map(x -> x.getOpType() + x.getInputList() + x.getOutputList()))
                .containsExactly(
                        "Conv[input, 0.weight, 0.bias][0]",
                        "Relu[0][1]",
                        "Conv[1, 2.weight, 2.bias][2]",
                        "Relu[2][3]",
                        "Conv[3, 4.weight, 4.bias][4]",
                        "Relu[4][5]",
                        "Conv[5, 6.weight, 6.bias][output]");
        assertThat(g.getInitializerList().stream().map(OnnxMl.TensorProto::getName))
                .containsExactly(
                        "0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias", "6.weight", "6.bias");
        assertThat(dims(g.getInput(0))).containsExactly("N", "1", "height", "width");
        assertThat(dims(g.getOutput(0))).containsExactly("N", "10", "output_height", "output_width");
    }

    private static List<String> dims(OnnxMl.ValueInfoProto v) {
        return v.getType().getTensorType().getShape().getDimList().stream()
                .map(d -> d.hasDimParam() ? d.getDimParam() : Long.toString(d.getDimValue()))
                .toList();
    }

    @Test
    void metadataIsPlainText() throws IOException {
        Network n = Zoo.get("course-tiny", Shape.of(3, 28, 28), 3);
        ModelInfo info = ModelInfo.of("tiny, \"β\"", n.inputShape())
                .withLabels(List.of("cat", "", "a\\b\nc"))
                .withNormalisation(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 1e-9f, 3f))
                .withLogits(false);
        Model m = model(n, info);
        Map<String, String> props = parsed(m).getMetadataPropsList().stream()
                .collect(Collectors.toMap(
                        OnnxMl.StringStringEntryProto::getKey, OnnxMl.StringStringEntryProto::getValue));
        assertThat(props)
                .containsEntry("noyau.name", "tiny, \"β\"")
                .containsEntry("noyau.input", "3x28x28")
                .containsEntry("noyau.mean", "0.485,0.456,0.406")
                .containsEntry("noyau.std", "0.229,1.0E-9,3.0")
                .containsEntry("noyau.labels", "cat\n\na\\\\b\\nc")
                .containsEntry("noyau.logits", "false")
                .doesNotContainKey("noyau.state");
        assertThat(OnnxFormat.read(folder.resolve("model.onnx"), new ReferenceBackend())
                        .info())
                .isEqualTo(info);
    }

    @Test
    void nothingIsLeftOutForOneEmptyLabel() throws IOException {
        Network n = Zoo.get("course-tiny", Shape.of(1, 28, 28), 1);
        ModelInfo info = ModelInfo.of("t", n.inputShape()).withLabels(List.of(""));
        model(n, info).save(folder.resolve("model.onnx"));
        assertThat(Model.load(folder.resolve("model.onnx")).info().labels()).containsExactly("");
    }
}
