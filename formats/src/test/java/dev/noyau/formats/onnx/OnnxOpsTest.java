package dev.noyau.formats.onnx;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import dev.noyau.formats.testing.OnnxRuntime;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.AdaptiveMaxPool2dGather;
import dev.noyau.graph.op.AdaptivePool2d;
import dev.noyau.graph.op.AdaptivePool2dBackward;
import dev.noyau.graph.op.AvgPool2dBackward;
import dev.noyau.graph.op.BatchNorm;
import dev.noyau.graph.op.BatchNormBackward;
import dev.noyau.graph.op.BatchNormInference;
import dev.noyau.graph.op.Conv2dBackwardWeights;
import dev.noyau.graph.op.CustomOp;
import dev.noyau.graph.op.DropoutMask;
import dev.noyau.graph.op.GroupNormBackward;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.Interpolation;
import dev.noyau.graph.op.LayerNormBackward;
import dev.noyau.graph.op.LocalResponseNorm;
import dev.noyau.graph.op.LocalResponseNormBackward;
import dev.noyau.graph.op.MaxPool2dBackward;
import dev.noyau.graph.op.MaxPool2dGather;
import dev.noyau.graph.op.Mod;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.OpCase;
import dev.noyau.graph.op.OpContracts;
import dev.noyau.graph.op.OpContracts.Contract;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.PadBackward;
import dev.noyau.graph.op.ReluBackward;
import dev.noyau.graph.op.Resize;
import dev.noyau.graph.op.ResizeBackward;
import dev.noyau.graph.op.SliceBackward;
import dev.noyau.graph.op.SoftmaxCrossEntropy;
import dev.noyau.graph.op.SoftmaxCrossEntropyBackward;
import dev.noyau.graph.op.Unary;
import dev.noyau.model.FormatException;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each op alone: written, run by ONNX Runtime, read, and written by name in a refusal where ONNX has no word
/// for it.
class OnnxOpsTest {
    private static final int TRIES = 20;
    private static final double TOLERANCE = 1e-5;

    private static final Set<Class<? extends Op>> REFUSED = Set.of(
            AdaptiveMaxPool2dGather.class,
            AdaptivePool2dBackward.class,
            AvgPool2dBackward.class,
            BatchNorm.class,
            BatchNormBackward.class,
            Conv2dBackwardWeights.class,
            CustomOp.class,
            DropoutMask.class,
            GroupNormBackward.class,
            LayerNormBackward.class,
            LocalResponseNormBackward.class,
            MaxPool2dBackward.class,
            MaxPool2dGather.class,
            PadBackward.class,
            ReluBackward.class,
            ResizeBackward.class,
            SliceBackward.class,
            SoftmaxCrossEntropy.class,
            SoftmaxCrossEntropyBackward.class);

    /// Ops that are several operators in ONNX, of which each rounds.
    private static final Set<Class<? extends Op>> SEVERAL =
            Set.of(AdaptivePool2d.class, LocalResponseNorm.class, Mod.class, Resize.class, Unary.class);

    /// What ONNX Runtime says where it does less than ONNX: it interpolates along the axes of images alone, and mirrors
    /// a border once.
    private static final List<String> LACKS = List.of("mode only su", "Pad reflect");

    private static final double ROUNDING = 2e-6;

    @TempDir
    Path folder;

    static Stream<Contract> exported() {
        return OpContracts.all().stream().filter(c -> c.op() != Input.class && !REFUSED.contains(c.op()));
    }

    static Stream<Contract> refused() {
        return OpContracts.all().stream().filter(c -> REFUSED.contains(c.op()));
    }

    /// A network of one op on parameters, beside an input that it does not look at.
    private record OneOp(OpCase c, Gen gen) implements GraphSource {
        @Override
        public Graph graph(Shape input, Mode mode) {
            GraphBuilder b = new GraphBuilder();
            b.input(INPUT, Type.f32(input));
            Value[] x = new Value[c.in().size()];
            for (int i = 0; i < x.length; i++) {
                Type t = c.in().get(i);
                long[] zeros = new long[t.shape().intSize()];
                x[i] = switch (t.dtype()) {
                    case F32 ->
                        c.op() instanceof BatchNormInference && i > 2
                                ? b.state("x" + i, t.shape())
                                : b.parameter("x" + i, t.shape());
                    case I64 -> b.constant(Tensor.ofLongs(t.shape(), zeros));
                    case BOOL -> b.constant(Tensor.ofBooleans(t.shape(), zeros));
                };
            }
            Value y = b.at("layer").add(c.op(), x);
            return b.at("").output(OUTPUT, y).build();
        }

        @Override
        public Shape inputShape() {
            return Shape.of(1);
        }

        @Override
        public Parameters initialParameters(long seed) {
            return filled(graph(Shape.of(1, 1), Mode.INFERENCE).parameters());
        }

        @Override
        public Parameters initialState() {
            return filled(graph(Shape.of(1, 1), Mode.INFERENCE).states());
        }

        private Parameters filled(SequencedMap<String, Value> values) {
            SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
            values.forEach((k, v) -> shapes.put(k, v.shape()));
            Parameters p = Parameters.zeros(shapes);
            for (int i = 0; i < p.size(); i++) {
                p.slab()[i] = (float) gen.uniform(c.low(), c.high());
            }
            return p;
        }
    }

    private static Model model(OpCase c, Gen g) {
        OneOp source = new OneOp(c, g);
        ModelInfo info = ModelInfo.of("op", source.inputShape());
        return Model.of(source, source.initialParameters(0), source.initialState(), info, new ReferenceBackend());
    }

    private static boolean givesFloats(OpCase c) {
        return c.op().infer(c.in()).getFirst().dtype() == DType.F32;
    }

    @ParameterizedTest
    @MethodSource("exported")
    void isTheSameInOnnxRuntimeAndWhenReadAgain(Contract contract) {
        Path file = folder.resolve("op.onnx");
        Tensor x = Tensor.zeros(Shape.of(3, 1));
        Gen.check(TRIES, g -> {
            OpCase c = contract.draw().apply(g);
            if (!givesFloats(c)) {
                return; // whole numbers are results of no network
            }
            Model m = model(c, g);
            try {
                m.save(file);
                Tensor expected = m.predict(x);
                if (!isOtherInRuntime(c)) {
                    inRuntime(c, file, x, expected);
                }
                Model back = OnnxFormat.read(file, new ReferenceBackend());
                if (SEVERAL.contains(c.op().getClass())) {
                    Tensor again = back.predict(x);
                    assertThat(again.shape()).isEqualTo(expected.shape());
                    assertClose(c.toString(), again.data(), expected.data(), ROUNDING);
                } else {
                    assertThat(back.predict(x)).isEqualTo(expected);
                }
                assertThat(back.parameters().slots().keySet())
                        .isEqualTo(m.parameters().slots().keySet());
                assertThat(back.state().slots().keySet())
                        .isEqualTo(m.state().slots().keySet());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// Where ONNX Runtime does something else than ONNX says: a border that wraps around more than once (it reads
    /// beyond the array), and aligned corners where scales give no whole sizes (it rounds them, ONNX does not).
    private static boolean isOtherInRuntime(OpCase c) {
        return switch (c.op()) {
            case Pad p
            when p.mode() == Pad.Mode.WRAP -> {
                Shape s = c.in().getFirst().shape();
                yield IntStream.range(0, p.pads().size()).anyMatch(i -> p.pads().get(i) > s.dim(i % s.rank()));
            }
            case Resize r
            when r.how().coordinates() == Interpolation.Coordinates.ALIGN_CORNERS ->
                r.axes().stream().anyMatch(a -> a.scale() != (double) a.out() / a.in());
            default -> false;
        };
    }

    private static void inRuntime(OpCase c, Path file, Tensor x, Tensor expected) {
        try (OnnxRuntime runtime = new OnnxRuntime(file)) {
            Tensor actual = runtime.run(x).get(GraphSource.OUTPUT);
            assertThat(actual.shape()).isEqualTo(expected.shape());
            assertClose(c.toString(), actual.data(), expected.data(), TOLERANCE);
        } catch (OrtException e) {
            assertThat(e.getMessage()).as("%s", c).containsAnyOf(LACKS.toArray(String[]::new));
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedByName(Contract contract) {
        Path file = folder.resolve("op.onnx");
        OpCase c = contract.draw().apply(Gen.of(1));
        Model m = model(c, Gen.of(1));
        String where = file + ": cannot be written, layer " + c.op().name() + " ";
        assertThatThrownBy(() -> m.save(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(where);
        assertThat(file).doesNotExist();
    }

    @Test
    void everyOpIsOneOrTheOther() {
        assertThat(exported().count() + refused().count() + 1)
                .isEqualTo(OpContracts.all().size());
    }
}
