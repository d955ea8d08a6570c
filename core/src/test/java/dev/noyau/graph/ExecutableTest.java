package dev.noyau.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.Reshape;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every backend besides the numbers that ops compute: integers, booleans and state.
class ExecutableTest {
    private static final Shape PAIR = Shape.of(2);

    static Stream<Backends.Tested> backends() {
        return Backends.all().stream();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void integersAndBooleansPassThroughAGraph(Backends.Tested tested) {
        GraphBuilder b = new GraphBuilder();
        Value labels = b.input("labels", Type.i64(PAIR));
        Value mask = b.constant(Tensor.ofBooleans(PAIR, 1, 0));
        Value column = b.add(new Reshape(Shape.of(2, 1)), labels);
        Graph g = b.output("labels", labels)
                .output("mask", mask)
                .output("rows", b.add(new BroadcastTo(Shape.of(2, 3)), column))
                .build();

        Executable.Results r =
                tested.backend().compile(g).call(none(), none(), Map.of("labels", Tensor.ofLongs(PAIR, 7, 1L << 60)));

        assertThat(r.output("labels")).isEqualTo(Tensor.ofLongs(PAIR, 7, 1L << 60));
        assertThat(r.output("mask").dtype()).isEqualTo(DType.BOOL);
        assertThat(r.output("mask").longData()).containsExactly(1, 0);
        assertThat(r.output("rows").longData()).containsExactly(7, 7, 7, 1L << 60, 1L << 60, 1L << 60);
    }

    /// Whatever the order in which steps run, each of them sees the state from before the run; two states may even
    /// change places.
    @ParameterizedTest
    @MethodSource("backends")
    void newStateIsStoredWhenAllHasReadTheOld(Backends.Tested tested) {
        GraphBuilder b = new GraphBuilder();
        Value x = b.input("x", Type.f32(Shape.of(9, 2)));
        Value mean = b.state("mean", PAIR);
        Value left = b.state("left", PAIR);
        Value right = b.state("right", PAIR);
        Value y = b.add(new Add(), b.add(new Relu(), x), mean);
        Value z = b.add(new Mul(), b.add(new Relu(), y), mean);
        Graph g = b.stateUpdate("mean", b.add(new Add(), mean, b.constant(1f)))
                .stateUpdate("left", right)
                .stateUpdate("right", left)
                .output("y", y)
                .output("z", z)
                .build();
        Executable e = tested.backend().compile(g);
        Parameters state = Parameters.zeros(shapes("mean", "left", "right"));
        state.set("mean", Tensor.of(PAIR, 1, 2));
        state.set("left", Tensor.of(PAIR, 3, 4));
        state.set("right", Tensor.of(PAIR, 5, 6));
        e.bind("x", new float[18]);

        e.run(none(), state, null);
        assertThat(e.result("y")).startsWith(1, 2, 1, 2).hasSize(18);
        assertThat(e.result("z")).startsWith(1, 4, 1, 4);
        assertThat(state.get("mean").data()).containsExactly(2, 3);
        assertThat(state.get("left").data()).containsExactly(5, 6);
        assertThat(state.get("right").data()).containsExactly(3, 4);

        e.run(none(), state, null);
        assertThat(e.result("z")).startsWith(4, 9, 4, 9);
        assertThat(state.get("left").data()).containsExactly(3, 4);
    }

    private static Parameters none() {
        return Parameters.zeros(new LinkedHashMap<>());
    }

    private static SequencedMap<String, Shape> shapes(String... paths) {
        SequencedMap<String, Shape> m = new LinkedHashMap<>();
        List.of(paths).forEach(p -> m.put(p, PAIR));
        return m;
    }
}
