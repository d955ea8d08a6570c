package dev.noyau.graph.op;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.reference.NdArray;
import dev.noyau.tensor.DType;
import dev.noyau.testing.Gen;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// One op with its attributes and the types of its inputs.
///
/// @param classes integer inputs are drawn from 0 to this number - 1
/// @param step of the differences that stand for derivatives
/// @param tolerance for derivatives, relative to numbers above 1 and absolute below
/// @param low floats are drawn above this number
/// @param high and below this one
public record OpCase(Op op, List<Type> in, int classes, double step, double tolerance, double low, double high) {
    /// In double, central differences with this step are exact to about 1e-9.
    private static final double STEP = 1e-5;

    /// Gradient rules may hold constants, which a graph stores as float: 6e-8.
    private static final double TOLERANCE = 2e-7;

    /// An op that computes in double.
    public static OpCase of(Op op, Type... in) {
        return new OpCase(op, List.of(in), 10, STEP, TOLERANCE, -1, 1);
    }

    public OpCase withClasses(int count) {
        return new OpCase(op, in, count, step, tolerance, low, high);
    }

    /// For an op that is not defined, or has its kinks, elsewhere.
    public OpCase within(double from, double to) {
        return new OpCase(op, in, classes, step, tolerance, from, to);
    }

    /// For an op that rounds to float: a longer step drowns the rounding.
    public OpCase inFloat() {
        return new OpCase(op, in, classes, 0x1p-6, 1e-4, low, high);
    }

    /// Adds the op and its inputs `x0`, `x1`, ... to a graph.
    public List<Value> emit(GraphBuilder b) {
        Value[] x = IntStream.range(0, in.size())
                .mapToObj(i -> b.input("x" + i, in.get(i)))
                .toArray(Value[]::new);
        return b.addAll(op, x);
    }

    /// The op alone, from the inputs `x0`, `x1`, ... to the outputs `y0`, `y1`, ...
    public Graph graph() {
        GraphBuilder b = new GraphBuilder();
        List<Value> y = emit(b);
        for (int i = 0; i < y.size(); i++) {
            b.output("y" + i, y.get(i));
        }
        return b.build();
    }

    /// Values for all that a graph is given, away from the kinks of the op.
    public Map<String, NdArray> values(Graph graph, Gen g) {
        SequencedMap<String, Value> leaves = new LinkedHashMap<>(graph.inputs());
        leaves.putAll(graph.parameters());
        leaves.putAll(graph.states());
        Map<String, NdArray> values = new LinkedHashMap<>();
        leaves.forEach((name, v) -> {
            NdArray a = NdArray.of(v.type());
            if (v.type().dtype() == DType.F32) {
                a.load(spread(g.distinct(a.size()), values.size()));
            } else {
                a.load(g.longs(a.size(), v.type().dtype() == DType.BOOL ? 2 : classes));
            }
            values.put(name, a);
        });
        return values;
    }

    /// The arrays differ a little in scale, so that no number of one is a number of another.
    private double[] spread(double[] units, int array) {
        double scale = 1 - 0.013 * array;
        return Arrays.stream(units)
                .map(u -> low + (u * scale + 1) / 2 * (high - low))
                .toArray();
    }

    @Override
    public String toString() {
        return op + " of " + in;
    }
}
