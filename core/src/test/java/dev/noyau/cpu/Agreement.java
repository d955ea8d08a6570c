package dev.noyau.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.graph.Executable.Results;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Parameters;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// That a graph gives the same bits on any number of threads and in used memory, and what the reference gives.
final class Agreement {
    private Agreement() {}

    /// @param classes integer inputs are below
    /// @param tolerance distance relative to the norm of each result
    static void check(
            Graph graph, Parameters weights, Parameters state, int classes, double tolerance, boolean frozen) {
        List<Map<String, Tensor>> inputs =
                List.of(inputs(graph, 1, classes), inputs(graph, 2, classes), inputs(graph, 1, classes));
        List<Map<String, float[]>> first = run(graph, weights, state, inputs, 1, frozen);
        for (int threads : new int[] {2, 5}) {
            List<Map<String, float[]>> found = run(graph, weights, state, inputs, threads, frozen);
            for (int i = 0; i < found.size(); i++) {
                assertBits("run " + i + " on " + threads + " threads", found.get(i), first.get(i));
            }
        }
        assertBits("the first input again, in used memory", first.getLast(), first.getFirst());
        for (int i = 0; i < 2; i++) {
            assertClose(
                    first.get(i),
                    parts(new ReferenceBackend().compile(graph).call(weights, state, inputs.get(i))),
                    tolerance);
        }
    }

    private static List<Map<String, float[]>> run(
            Graph graph,
            Parameters weights,
            Parameters state,
            List<Map<String, Tensor>> inputs,
            int threads,
            boolean frozen) {
        try (CpuBackend backend = CpuBackend.of(threads)) {
            CpuExecutable e = backend.compile(graph);
            if (frozen) {
                e.freeze();
            }
            return inputs.stream().map(in -> parts(e.call(weights, state, in))).toList();
        }
    }

    private static Map<String, Tensor> inputs(Graph graph, long seed, int classes) {
        Gen g = Gen.of(seed);
        Map<String, Tensor> given = new LinkedHashMap<>();
        graph.inputs().forEach((name, v) -> {
            Shape s = v.shape();
            int below = name.equals(GraphSource.KEY) ? 1000 : classes;
            given.put(
                    name,
                    v.type().dtype() == DType.F32
                            ? Tensor.wrap(s, g.floats(s.intSize()))
                            : Tensor.ofLongs(s, g.longs(s.intSize(), below)));
        });
        return given;
    }

    /// All that a run gives, by name.
    private static Map<String, float[]> parts(Results r) {
        Map<String, float[]> parts = new LinkedHashMap<>();
        r.outputs().forEach((name, t) -> parts.put(name, t.data()));
        Parameters gradients = r.gradients();
        if (gradients != null) {
            gradients
                    .slots()
                    .keySet()
                    .forEach(path ->
                            parts.put("gradient of " + path, gradients.get(path).data()));
        }
        r.state()
                .slots()
                .keySet()
                .forEach(path -> parts.put("state " + path, r.state().get(path).data()));
        return parts;
    }

    private static void assertBits(String what, Map<String, float[]> found, Map<String, float[]> expected) {
        expected.forEach((name, e) -> assertThat(Arrays.equals(e, found.get(name)))
                .as(what + ": bits of " + name)
                .isTrue());
    }

    private static void assertClose(Map<String, float[]> found, Map<String, float[]> expected, double tolerance) {
        expected.forEach((name, e) -> {
            double distance = 0;
            double norm = 0;
            for (int i = 0; i < e.length; i++) {
                distance += Math.pow(e[i] - found.get(name)[i], 2);
                norm += Math.pow(e[i], 2);
            }
            assertThat(Math.sqrt(distance)).as(name).isLessThanOrEqualTo(tolerance * Math.sqrt(norm) + 1e-6);
        });
    }
}
