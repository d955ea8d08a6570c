package dev.noyau.graph.op;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.OpContracts.Contract;
import dev.noyau.reference.NdArray;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import dev.noyau.testing.Gen;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every backend gives what the reference gives, for each op, its first and its second derivatives.
class BackendContractTest {
    private static final int TRIES = 25;

    static Stream<Arguments> cases() {
        return Backends.fast().stream().flatMap(b -> OpContracts.all().stream().map(c -> Arguments.of(b, c)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void givesWhatTheReferenceGives(Backends.Tested tested, Contract contract) {
        Gen.check(TRIES, g -> {
            OpCase c = contract.draw().apply(g);
            compare(tested, c, c.graph(), g);
            if (c.op().infer(c.in()).stream().anyMatch(t -> t.dtype() == DType.F32)) {
                compare(tested, c, DerivativeCheck.Graphs.of(c).derivatives(), g);
            }
        });
    }

    private static void compare(Backends.Tested tested, OpCase c, Graph graph, Gen g) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        Map<String, NdArray> values = c.values(graph, g);
        graph.inputs()
                .keySet()
                .forEach(name -> inputs.put(name, values.get(name).toTensor()));
        Parameters parameters = slab(graph.parameters(), values);
        Parameters state = slab(graph.states(), values);
        Executable.Results expected = new ReferenceBackend().compile(graph).call(parameters, state, inputs);
        Executable.Results found = tested.backend().compile(graph).call(parameters, state, inputs);
        expected.outputs().forEach((name, t) -> {
            if (t.dtype() == DType.F32) {
                assertClose(c + " " + name, found.output(name).data(), t.data(), tested.tolerance());
            } else {
                assertThat(found.output(name)).as(c + " " + name).isEqualTo(t);
            }
        });
    }

    private static Parameters slab(SequencedMap<String, Value> leaves, Map<String, NdArray> values) {
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        leaves.forEach((path, v) -> shapes.put(path, v.shape()));
        Parameters p = Parameters.zeros(shapes);
        leaves.keySet().forEach(path -> p.set(path, values.get(path).toTensor()));
        return p;
    }
}
