package dev.noyau.formats.onnx;

import static dev.noyau.formats.onnx.Onnx.integer;
import static dev.noyau.formats.onnx.Onnx.ints;
import static dev.noyau.formats.onnx.Onnx.named;
import static dev.noyau.formats.onnx.Onnx.real;
import static dev.noyau.formats.onnx.Onnx.tensor;
import static dev.noyau.formats.onnx.Onnx.text;
import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import dev.noyau.formats.testing.OnnxRuntime;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.op.DropoutMask;
import dev.noyau.model.Model;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files as other programs write them, compared with what ONNX Runtime makes of them.
class OnnxImportTest {
    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path folder;

    /// Reads a file, and compares its first output with ONNX Runtime's on an input of a shape.
    private Model same(Onnx onnx, int... shape) throws IOException {
        Path file = onnx.write(folder);
        Model m = OnnxFormat.read(file, new ReferenceBackend());
        Tensor x = Tensor.wrap(Shape.of(shape), Gen.of(3).floats(Shape.of(shape).intSize()));
        Tensor actual = m.predict(x);
        try (OnnxRuntime runtime = new OnnxRuntime(file)) {
            Tensor expected = runtime.run(x).get("y");
            assertThat(actual.shape()).isEqualTo(expected.shape());
            assertClose("y", actual.data(), expected.data(), TOLERANCE);
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
        return m;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET"})
    void paddingFromTheSize(String auto) throws IOException {
        for (int size = 5; size < 9; size++) {
            same(
                    Onnx.of(-1, 2, size, 7)
                            .weights("w", 4, 1, 3, 2)
                            .weights("b", 4)
                            .node(
                                    "Conv",
                                    "x w b -> c",
                                    ints("strides", 2, 3),
                                    integer("group", 2),
                                    text("auto_pad", auto))
                            .node("MaxPool", "c -> y", ints("kernel_shape", 2, 1), text("auto_pad", auto)),
                    3,
                    2,
                    size,
                    7);
        }
    }

    @Test
    void poolings() throws IOException {
        same(
                Onnx.of(-1, 2, 9, 8)
                        .node(
                                "MaxPool",
                                "x -> a",
                                ints("kernel_shape", 3, 2),
                                ints("dilations", 2, 1),
                                ints("pads", 1, 0, 2, 1),
                                integer("storage_order", 0))
                        .node("AveragePool", "a -> b", ints("kernel_shape", 2, 2), ints("pads", 1, 1, 0, 0))
                        .node(
                                "AveragePool",
                                "b -> y",
                                ints("kernel_shape", 3, 3),
                                ints("strides", 2, 1),
                                ints("pads", 1, 1, 1, 1),
                                integer("count_include_pad", 1)),
                2,
                2,
                9,
                8);
    }

    @Test
    void transposedConvolution() throws IOException {
        same(
                Onnx.of(-1, 4, 5, 3)
                        .weights("w", 4, 3, 3, 2)
                        .weights("b", 6)
                        .node(
                                "ConvTranspose",
                                "x w b -> y",
                                ints("strides", 2, 3),
                                ints("pads", 1, 0, 0, 1),
                                ints("output_padding", 1, 2),
                                integer("group", 2)),
                2,
                4,
                5,
                3);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1, 1", "0, 1, 1, 1", "1, 0, 0.5, 1", "1, 1, 1, 2", "0, 1, -2, 0.25"})
    void gemm(int transA, int transB, float alpha, float beta) throws IOException {
        int[] w = transB == 1 ? new int[] {5, 4} : new int[] {4, 5};
        for (int[] c : new int[][] {{5}, {1, 5}, {1}, {}}) {
            same(
                    (transA == 1 ? Onnx.of(4, 3) : Onnx.of(-1, 4))
                            .weights("w", w)
                            .weights("c", c)
                            .node(
                                    "Gemm",
                                    "x w c -> y",
                                    integer("transA", transA),
                                    integer("transB", transB),
                                    real("alpha", alpha),
                                    real("beta", beta)),
                    transA == 1 ? new int[] {4, 3} : new int[] {3, 4});
        }
    }

    @Test
    void matMulAndBias() throws IOException {
        Model m = same(
                Onnx.of(-1, 4)
                        .weights("w", 4, 5)
                        .weights("b", 5)
                        .weights("v", 5, 2)
                        .node("MatMul", "x w -> a")
                        .node("Add", "b a -> c")
                        .node("Relu", "c -> d")
                        .node("MatMul", "d v -> y"),
                3,
                4);
        assertThat(m.graph(Shape.of(1, 4), Mode.INFERENCE).toString()).contains("BiasAdd");
        same(Onnx.of(-1, 3, 4).weights("w", 4, 5).node("MatMul", "x w -> y"), 2, 3, 4);
    }

    @Test
    void broadcasting() throws IOException {
        same(
                Onnx.of(-1, 3, 2, 2)
                        .weights("a", 3, 1, 1)
                        .weights("b")
                        .weights("c", 1, 3, 1, 2)
                        .node("Add", "x a -> p")
                        .node("Mul", "p b -> q")
                        .node("Sub", "c q -> r")
                        .node("Exp", "r -> y"),
                2,
                3,
                2,
                2);
    }

    @Test
    void shapes() throws IOException {
        same(
                Onnx.of(-1, 3, 1, 4)
                        .longs("s0", 0, -1, 2)
                        .longs("two", 2)
                        .longs("first", 1, -1)
                        .longs("wide", 1, 3, 1, 1, 2)
                        .node("Squeeze", "x two -> a")
                        .node("Reshape", "a s0 -> b")
                        .node("Unsqueeze", "b first -> c")
                        .node("Expand", "c wide -> d")
                        .node("Identity", "d -> e")
                        .node("Flatten", "e -> f", integer("axis", 2))
                        .node("Flatten", "f -> y", integer("axis", 0)),
                2,
                3,
                1,
                4);
        same(Onnx.of(-1, 3, 1, 4).node("Squeeze", "x -> y"), 2, 3, 1, 4);
    }

    @Test
    void axesAsAttributes() throws IOException {
        same(
                Onnx.of(-1, 3, 1, 4)
                        .opset(11)
                        .node("Squeeze", "x -> a", ints("axes", 2))
                        .node("Unsqueeze", "a -> b", ints("axes", 0, 3))
                        .node("ReduceSum", "b -> y", ints("axes", -1, 1), integer("keepdims", 0)),
                2,
                3,
                1,
                4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void reductions(int kind) throws IOException {
        Onnx o = Onnx.of(-1, 3, 4).longs("axes", 2, -2).longs("none");
        switch (kind) {
            case 0 -> o.node("ReduceSum", "x axes -> y");
            case 1 -> o.node("ReduceSum", "x -> y", integer("keepdims", 0));
            case 2 -> o.node("ReduceSum", "x none -> y", integer("noop_with_empty_axes", 1));
            default -> o.node("ReduceSum", "x none -> y");
        }
        same(o, 2, 3, 4);
    }

    @ParameterizedTest
    @CsvSource({"Softmax, 11", "Softmax, 13", "LogSoftmax, 11", "LogSoftmax, 17"})
    void softmaxes(String op, int opset) throws IOException {
        same(Onnx.of(-1, 3, 4).opset(opset).node(op, "x -> y"), 2, 3, 4);
        for (int axis = -3; axis < 3; axis++) {
            same(Onnx.of(-1, 3, 4).opset(opset).node(op, "x -> y", integer("axis", axis)), 2, 3, 4);
        }
    }

    @Test
    void constants() throws IOException {
        same(
                Onnx.of(-1, 6)
                        .node("Constant", " -> s", ints("value_ints", 0, 3, 2))
                        .node("Constant", " -> f", real("value_float", 2.5f))
                        .node(
                                "Constant",
                                " -> t",
                                tensor(
                                        "value",
                                        named("", 1, 2)
                                                .addFloatData(3)
                                                .addFloatData(4)
                                                .build()))
                        .node("Reshape", "x s -> a")
                        .node("Mul", "a f -> b")
                        .node("Add", "b t -> y"),
                2,
                6);
    }

    /// A shape that is itself reshaped: known beforehand, so nothing of it is left in the graph.
    @Test
    void computationsOnShapesAreDoneBeforehand() throws IOException {
        Model m = same(
                Onnx.of(-1, 6)
                        .longs("s", 0, 3, 2)
                        .longs("zero", 0)
                        .node("Unsqueeze", "s zero -> a")
                        .node("Squeeze", "a zero -> b")
                        .node("Reshape", "x b -> y"),
                2,
                6);
        assertThat(m.graph(Shape.of(1, 6), Mode.INFERENCE).nodes()).hasSize(2);
    }

    @Test
    void weightsOfOtherTypes() throws IOException {
        ByteBuffer halves = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
        halves.putShort(Float.floatToFloat16(0.5f))
                .putShort(Float.floatToFloat16(-2))
                .putShort((short) 0x3c01);
        Onnx o = Onnx.of(-1, 3)
                .initializer(named("half", 10, 3)
                        .setRawData(ByteString.copyFrom(halves.array()))
                        .build())
                .initializer(named("bits", 10, 3)
                        .addInt32Data(Float.floatToFloat16(4))
                        .addInt32Data(Float.floatToFloat16(5) & 0xffff)
                        .addInt32Data(Float.floatToFloat16(-6) & 0xffff)
                        .build())
                .initializer(named("bfloat", 16, 1).addInt32Data(0x3fc0).build())
                .initializer(named("double", 11, 1).addDoubleData(0.25).build())
                .initializer(named("float", 1, 1).addFloatData(0.125f).build())
                .node("Add", "x half -> a")
                .node("Mul", "a bits -> b")
                .node("Mul", "b bfloat -> c")
                .node("Add", "c double -> d")
                .node("Add", "d float -> y");
        Model m = OnnxFormat.read(o.write(folder), new ReferenceBackend());
        Tensor y = m.predict(Tensor.of(Shape.of(1, 3), 1, 1, 1));
        float[] expected = {9.375f, -7.125f, (1 + Float.float16ToFloat((short) 0x3c01)) * -9 + 0.375f};
        assertClose("y", y.data(), expected, 1e-6);
    }

    /// Old files list initializers among the inputs too.
    @Test
    void initializersAmongTheInputs() throws IOException {
        same(
                Onnx.of(-1, 4)
                        .weights("w", 4, 5)
                        .change(g -> g.addInput(Onnx.info("w", 4, 5)))
                        .node("MatMul", "x w -> y"),
                3,
                4);
    }

    /// A file that was made for a batch of one has it in its shapes, and is meant for any.
    @Test
    void aFixedBatchIsMeantForAny() throws IOException {
        Onnx o = Onnx.of(1, 2, 3)
                .longs("flat", 1, 6)
                .weights("w", 6, 2)
                .node("Reshape", "x flat -> a")
                .node("MatMul", "a w -> y");
        Model m = same(o, 1, 2, 3);
        Tensor x = Tensor.wrap(Shape.of(5, 2, 3), Gen.of(1).floats(30));
        Tensor all = m.predict(x);
        for (int i = 0; i < 5; i++) {
            assertThat(all.slice(i, i + 1)).isEqualTo(m.predict(x.slice(i, i + 1)));
        }
    }

    @Test
    void openSizesAreTried() throws IOException {
        Model m = same(
                Onnx.of(-1, -2, -3, -4)
                        .weights("w", 2, 1, 3, 3)
                        .node("Conv", "x w -> a", ints("strides", 2, 2))
                        .node("GlobalAveragePool", "a -> y"),
                2,
                1,
                9,
                12);
        assertThat(m.inputShape()).isEqualTo(Shape.of(1, 224, 224));
    }

    @Test
    void dropoutDropsInTrainingOnly() throws IOException {
        Model m = same(
                Onnx.of(-1, 50)
                        .initializer(named("ratio", 1).addFloatData(0.25f).build())
                        .node("Dropout", "x ratio -> a mask")
                        .node("Dropout", "a -> y"),
                2,
                50);
        assertThat(m.parameters().size()).isZero();
        Graph g = m.graph(Shape.of(2, 50), Mode.TRAINING);
        assertThat(g.nodes().stream()
                        .filter(n -> n.op() instanceof DropoutMask)
                        .map(n -> ((DropoutMask) n.op()).rate()))
                .containsExactly(0.25f, 0.5f);
        float[] ones = new float[100];
        java.util.Arrays.fill(ones, 1);
        Executable.Results r = new ReferenceBackend()
                .compile(g)
                .call(
                        m.parameters(),
                        m.state(),
                        Map.of(
                                GraphSource.INPUT, Tensor.wrap(Shape.of(2, 50), ones),
                                GraphSource.KEY, Tensor.ofLongs(Shape.of(2), 1, 1)));
        assertThat(r.output(GraphSource.OUTPUT).toArray()).contains(0f, 1 / 0.75f / 0.5f);
    }

    @Test
    void severalOutputs() throws IOException {
        Onnx o = Onnx.of(-1, 3)
                .change(g -> g.addOutput(Onnx.info("z", -1, 3)))
                .node("Relu", "x -> z")
                .node("Exp", "z -> y");
        Model m = same(o, 2, 3);
        assertThat(m.graph(Shape.of(1, 3), Mode.INFERENCE).outputs().keySet()).containsExactly("output", "z");
        Path again = folder.resolve("again.onnx");
        m.save(again);
        OnnxMl.GraphProto g = OnnxMl.ModelProto.parseFrom(java.nio.file.Files.readAllBytes(again))
                .getGraph();
        assertThat(g.getInput(0).getName()).isEqualTo("x");
        assertThat(g.getOutputList().stream().map(OnnxMl.ValueInfoProto::getName))
                .containsExactly("y", "z");
    }

    /// ONNX demands an order that not every program keeps.
    @Test
    void nodesInAnyOrder() throws IOException {
        same(
                Onnx.of(-1, 3)
                        .weights("w", 3)
                        .node("Add", "b a -> y")
                        .node("Mul", "a w -> b")
                        .node("Relu", "x -> a"),
                2,
                3);
    }

    /// What no output needs may be anything.
    @Test
    void deadNodesAreNotLookedAt() throws IOException {
        same(Onnx.of(-1, 3).node("Relu", "x -> y").node("Shape", "x -> s").node("ConstantOfShape", "s -> c"), 2, 3);
    }

    @Test
    void wordsForPeopleAreSkipped() throws IOException {
        same(
                Onnx.of(-1, 3)
                        .change(g -> g.setDocString("a graph").addValueInfo(Onnx.info("a", 1, 3)))
                        .node("Relu", "x -> a")
                        .change(g -> g.getNodeBuilder(0).setDocString("a node of long words ".repeat(20)))
                        .node("Exp", "a -> y"),
                2,
                3);
    }

    @Test
    void anInputThatDoesNotFitIsSaid() throws IOException {
        Model m = same(Onnx.of(-1, 4).weights("w", 4, 5).node("MatMul", "x w -> y"), 3, 4);
        assertThatThrownBy(() -> m.predict(Tensor.zeros(Shape.of(2, 5))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("inputs of shape [2,5] do not fit the model: node 'make_y' (MatMul): ")
                .hasMessageContaining("input [2,5] has 5 features, weight [4,5] expects 4");
    }

    @Test
    void parametersAreTheFilesAndNotTheModels() throws IOException {
        Model m = same(Onnx.of(-1, 2).weights("w", 2, 2).node("MatMul", "x w -> y"), 1, 2);
        m.source().initialParameters(0).slab()[0] = 99;
        assertThat(m.parameters().slab()[0]).isNotEqualTo(99);
        assertThat(m.source().initialParameters(1).slab())
                .isEqualTo(m.parameters().slab());
    }
}
