package dev.noyau.graph.op;

import static dev.noyau.graph.op.OpContractTest.copy;

import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Value;
import dev.noyau.reference.Interpreter;
import dev.noyau.reference.NdArray;
import dev.noyau.tensor.DType;
import dev.noyau.testing.Gen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Compares derivatives that the graph computes with central differences, in double.
///
/// The first scalar is `L = Σ r·y` over the op's results y, the second `S = Σ q·∂L` over the gradients of L; r and
/// q are given numbers. L is differentiated by the inputs and by r, and so is S: that is every first derivative of
/// the op and of the ops that its gradient emits.
final class DerivativeCheck {
    /// Elements of each array that are moved one by one; all of them together are moved along random directions.
    private static final int SINGLE = 12;

    private static final int DIRECTIONS = 3;

    private final OpCase c;
    private final Gen g;
    private final Interpreter scalars;
    private final Map<String, NdArray> values;

    private DerivativeCheck(OpCase c, Gen g, Graph scalars, Map<String, NdArray> values) {
        this.c = c;
        this.g = g;
        this.scalars = Interpreter.of(scalars);
        this.values = values;
    }

    /// The two scalars, and a graph of their derivatives, with outputs such as `dL/dx0`.
    ///
    /// @param moved names of the leaves by which is differentiated
    record Graphs(Graph scalars, Graph derivatives, List<String> moved) {
        static Graphs of(OpCase c) {
            GraphBuilder b = new GraphBuilder();
            List<Value> y = c.emit(b);
            SequencedMap<String, Value> moved = new LinkedHashMap<>();
            for (int i = 0; i < c.in().size(); i++) {
                if (c.in().get(i).dtype() == DType.F32) {
                    moved.put("x" + i, y.getFirst().node().input(i));
                }
            }
            Value first = dot(b, "r", y, moved);
            List<Value> wrt = List.copyOf(moved.values());
            List<@Nullable Value> ofFirst = Autodiff.gradients(b, first, wrt);
            Value second = dot(b, "q", ofFirst, new LinkedHashMap<>());
            b.output("L", first).output("S", second);
            Graph scalars = b.build();
            List<@Nullable Value> ofSecond = Autodiff.gradients(b, second, wrt);
            List<String> names = List.copyOf(moved.keySet());
            for (int i = 0; i < names.size(); i++) {
                output(b, "dL/d" + names.get(i), ofFirst.get(i));
                output(b, "dS/d" + names.get(i), ofSecond.get(i));
            }
            return new Graphs(scalars, b.build(), names);
        }
    }

    static void check(OpCase c, Gen g) {
        Graphs graphs = Graphs.of(c);
        Map<String, NdArray> values = c.values(graphs.derivatives(), g);
        Interpreter exact = Interpreter.of(graphs.derivatives());
        values.forEach((name, a) -> copy(a, exact.leaf(name)));
        exact.run();
        DerivativeCheck check = new DerivativeCheck(c, g, graphs.scalars(), values);
        for (String x : graphs.moved()) {
            check.compare("L", x, exact);
            check.compare("S", x, exact);
        }
    }

    /// The sum of the products of some values with given numbers.
    private static Value dot(GraphBuilder b, String given, List<@Nullable Value> values, Map<String, Value> names) {
        Value sum = b.constant(0);
        for (int i = 0; i < values.size(); i++) {
            Value v = values.get(i);
            if (v != null && v.type().dtype() == DType.F32) {
                Value r = b.input(given + i, v.type());
                names.put(given + i, r);
                List<Integer> all = IntStream.range(0, v.shape().rank()).boxed().toList();
                sum = b.add(new Add(), sum, b.add(new ReduceSum(all, false), b.add(new Mul(), r, v)));
            }
        }
        return sum;
    }

    private static void output(GraphBuilder b, String name, @Nullable Value v) {
        if (v != null) {
            b.output(name, v);
        }
    }

    /// Moves x along random directions and element by element, and compares how much the scalar changes.
    private void compare(String scalar, String x, Interpreter exact) {
        String name = "d" + scalar + "/d" + x;
        double[] at = values(x).doubles();
        Value v = exact.graph().outputs().get(name);
        double[] gradient = v == null ? new double[at.length] : exact.array(v).doubles();
        for (int k = 0; k < DIRECTIONS + Math.min(SINGLE, at.length); k++) {
            double[] direction = new double[at.length];
            int element = at.length <= SINGLE ? k - DIRECTIONS : g.between(0, at.length - 1);
            if (k < DIRECTIONS) {
                direction = g.doubles(at.length);
            } else {
                direction[element] = 1;
            }
            double expected = difference(scalar, x, direction);
            double found = 0;
            for (int i = 0; i < at.length; i++) {
                found += gradient[i] * direction[i];
            }
            if (!(Math.abs(found - expected) <= c.tolerance() * Math.max(1, Math.abs(expected)))) {
                throw new AssertionError("%s %s is %s, differences give %s"
                        .formatted(name, k < DIRECTIONS ? "along a direction" : "at " + element, found, expected));
            }
        }
    }

    private NdArray values(String leaf) {
        NdArray a = values.get(leaf);
        if (a == null) {
            throw new IllegalStateException("no values for " + leaf);
        }
        return a;
    }

    private double difference(String scalar, String x, double[] direction) {
        return (moved(scalar, x, direction, c.step()) - moved(scalar, x, direction, -c.step())) / (2 * c.step());
    }

    private double moved(String scalar, String x, double[] direction, double step) {
        scalars.graph().inputs().keySet().forEach(leaf -> copy(values(leaf), scalars.leaf(leaf)));
        scalars.graph().parameters().keySet().forEach(leaf -> copy(values(leaf), scalars.leaf(leaf)));
        scalars.graph().states().keySet().forEach(leaf -> copy(values(leaf), scalars.leaf(leaf)));
        double[] a = scalars.leaf(x).doubles();
        for (int i = 0; i < a.length; i++) {
            a[i] += step * direction[i];
        }
        return scalars.run().output(scalar).doubles()[0];
    }
}
