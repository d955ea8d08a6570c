package dev.noyau.graph.op;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Type;
import dev.noyau.graph.op.OpContracts.Contract;
import dev.noyau.reference.Interpreter;
import dev.noyau.reference.NdArray;
import dev.noyau.reference.ReferenceKernels;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.testing.Gen;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every op, on the reference backend.
class OpContractTest {
    private static final int TRIES = 40;

    /// The first runs load classes and link call sites; what allocates in all of them allocates in steady state.
    private static final int WARM_RUNS = 10;

    static List<Contract> contracts() {
        return OpContracts.all();
    }

    private static void check(Contract contract, BiConsumer<OpCase, Gen> property) {
        Gen.check(TRIES, g -> {
            OpCase c = contract.draw().apply(g);
            assertThat(c.op()).isInstanceOf(contract.op());
            try {
                property.accept(c, g);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(c + ": " + e.getMessage(), e);
            }
        });
    }

    @Test
    void everyOpHasAContract() {
        List<String> missing = Arrays.stream(Op.class.getPermittedSubclasses())
                .filter(op -> contracts().stream().noneMatch(c -> c.op() == op))
                .map(Class::getSimpleName)
                .toList();
        assertThat(missing).as("ops without a line in OpContracts").isEmpty();
    }

    /// The kernel writes every element of the inferred shapes and none beyond them.
    @ParameterizedTest
    @MethodSource("contracts")
    void inferredShapeIsTheActualOne(Contract contract) {
        check(contract, (c, g) -> {
            NdArray[] out = c.op().infer(c.in()).stream().map(NdArray::of).toArray(NdArray[]::new);
            for (NdArray a : out) {
                if (a.type().dtype() == DType.F32) {
                    Arrays.fill(a.doubles(), Double.NaN);
                } else {
                    Arrays.fill(a.longs(), Long.MIN_VALUE);
                }
            }
            if (!isLeaf(c.op())) {
                ReferenceKernels.run(c.op(), inputs(c, g), out);
                for (NdArray a : out) {
                    assertThat(
                                    a.type().dtype() == DType.F32
                                            ? Arrays.stream(a.doubles()).allMatch(Double::isFinite)
                                            : Arrays.stream(a.longs()).allMatch(v -> v != Long.MIN_VALUE))
                            .as("all of " + a.type() + " is written")
                            .isTrue();
                }
            }
        });
    }

    private static boolean isLeaf(Op op) {
        return op instanceof Input || op instanceof Parameter || op instanceof State;
    }

    private static NdArray[] inputs(OpCase c, Gen g) {
        Map<String, NdArray> values = c.values(c.graph(), g);
        return IntStream.range(0, c.in().size())
                .mapToObj(i -> values.get("x" + i))
                .toArray(NdArray[]::new);
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void firstAndSecondDerivativesAreThoseOfDifferences(Contract contract) {
        check(contract, (c, g) -> {
            if (c.op().infer(c.in()).stream().anyMatch(t -> t.dtype() == DType.F32)) {
                DerivativeCheck.check(c, g);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void multiplyAddsAreAsManyAsTheFormulaSays(Contract contract) {
        check(contract, (c, g) -> {
            Graph graph = c.graph();
            Interpreter run = Interpreter.of(graph);
            c.values(graph, g).forEach((name, a) -> copy(a, run.leaf(name)));
            assertThat(run.run().macs()).isEqualTo(c.op().macs(c.in(), c.op().infer(c.in())));
        });
    }

    static void copy(NdArray from, NdArray to) {
        if (from.type().dtype() == DType.F32) {
            to.load(from.doubles());
        } else {
            to.load(from.longs());
        }
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void printsWhatItIs(Contract contract) {
        check(contract, (c, g) -> {
            assertThat(c.op().toString()).startsWith(c.op().getClass().getSimpleName());
            assertThat(c.op().name()).isNotBlank();
            assertThat(c.graph().toString())
                    .doesNotContainPattern("@[0-9a-f]{4}")
                    .contains(c.op().toString());
        });
    }

    /// A plan that falls back on a reference kernel must not allocate while it runs. (A custom op works on
    /// tensors.)
    @ParameterizedTest
    @MethodSource("contracts")
    void theReferenceKernelAllocatesNothing(Contract contract) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        check(contract, (c, g) -> {
            if (isLeaf(c.op()) || c.op() instanceof CustomOp) {
                return;
            }
            NdArray[] in = inputs(c, g);
            NdArray[] out = c.op().infer(c.in()).stream().map(NdArray::of).toArray(NdArray[]::new);
            long least = Long.MAX_VALUE;
            for (int run = 0; run < WARM_RUNS && least > 0; run++) {
                long before = thread.getCurrentThreadAllocatedBytes();
                ReferenceKernels.run(c.op(), in, out);
                least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least).isZero();
        });
    }

    @Test
    void dropsAsOftenAsTheRateSays() {
        DropoutMask mask = new DropoutMask(0.3f, 1, Shape.of(100_000));
        NdArray key = NdArray.of(Type.i64(Shape.of(2)));
        NdArray out = NdArray.of(Type.f32(mask.shape()));
        ReferenceKernels.run(mask, new NdArray[] {key}, new NdArray[] {out});
        double dropped = Arrays.stream(out.doubles()).filter(v -> v == 0).count() / 1e5;
        // Five standard deviations of a fraction of 100 000 draws.
        assertThat(dropped).isBetween(0.3 - 0.0073, 0.3 + 0.0073);
        assertThat(Arrays.stream(out.doubles()).filter(v -> v != 0)).allMatch(v -> v.floatValue() == 1 / (1 - 0.3f));
    }
}
