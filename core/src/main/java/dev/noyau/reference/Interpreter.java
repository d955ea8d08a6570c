package dev.noyau.reference;

import dev.noyau.graph.Graph;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Parameter;
import dev.noyau.graph.op.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Runs a graph node by node in double, and lets every value be seen: for gradient checks and for debugging.
///
/// ```java
/// double[] y = Interpreter.of(graph).set("x", 1.5, -2).run().output("y").doubles();
/// ```
public final class Interpreter {
    private final Graph graph;
    /// Arrays of each node's inputs and outputs, by the node's number.
    private final NdArray[][] in;

    private final NdArray[][] out;
    private final SequencedMap<String, NdArray> leaves = new LinkedHashMap<>();
    private final long[] macs;

    private Interpreter(Graph graph) {
        this.graph = graph;
        List<Node> nodes = graph.nodes();
        in = new NdArray[nodes.size()][];
        out = new NdArray[nodes.size()][];
        macs = new long[nodes.size()];
        for (Node n : nodes) {
            in[n.id()] = n.inputs().stream().map(this::array).toArray(NdArray[]::new);
            out[n.id()] = n.outputs().stream().map(v -> NdArray.of(v.type())).toArray(NdArray[]::new);
            String name = leaf(n.op());
            if (name != null && leaves.put(name, out[n.id()][0]) != null) {
                throw new IllegalArgumentException("the graph has two leaves named '" + name + "'");
            }
        }
    }

    /// Allocates all values of the graph.
    public static Interpreter of(Graph graph) {
        return new Interpreter(graph);
    }

    /// The name of what is given and not computed: an input, a parameter or a state.
    private static @Nullable String leaf(Op op) {
        return switch (op) {
            case Input i -> i.name();
            case Parameter p -> p.path();
            case State s -> s.path();
            default -> null;
        };
    }

    public Graph graph() {
        return graph;
    }

    /// Gives an input, a parameter or a state its values.
    ///
    /// @throws IllegalArgumentException when the graph has no such leaf or the number of values is another
    public Interpreter set(String leaf, double... values) {
        leaf(leaf).load(values);
        return this;
    }

    /// Gives an input of integers its values.
    public Interpreter set(String leaf, long... values) {
        leaf(leaf).load(values);
        return this;
    }

    /// The array of an input, a parameter or a state, to be written to.
    public NdArray leaf(String name) {
        NdArray a = leaves.get(name);
        if (a == null) {
            throw new IllegalArgumentException("the graph has no leaf '" + name + "', it has " + leaves.keySet());
        }
        return a;
    }

    /// Computes every node once, in order.
    ///
    /// @throws IllegalStateException naming the node that failed and its layer
    public Interpreter run() {
        return run(0, graph.nodes().size());
    }

    /// Computes some nodes only, those before them are taken to have run: what was written into their results
    /// meanwhile ([#array]) shows who depends on it.
    ///
    /// @param from the first node's number
    /// @param to the number behind the last one's
    /// @throws IllegalStateException naming the node that failed and its layer
    public Interpreter run(int from, int to) {
        for (Node n : graph.nodes().subList(from, to)) {
            try {
                macs[n.id()] = leaf(n.op()) == null ? ReferenceKernels.run(n.op(), in[n.id()], out[n.id()]) : 0;
            } catch (RuntimeException e) {
                throw failed(n, e);
            }
        }
        return this;
    }

    private static IllegalStateException failed(Node n, RuntimeException e) {
        String where = n.path().isEmpty() ? n.op().name() : n.path() + " " + n.op().name();
        String what = e.getMessage() == null ? e.toString() : e.getMessage();
        return new IllegalStateException(where + ": " + what + " (node " + n + ")", e);
    }

    /// The values of a node's result, after a run; overwritten by the next.
    public NdArray array(Value v) {
        return out[v.node().id()][v.index()];
    }

    /// The values of an output of the graph.
    public NdArray output(String name) {
        return array(graph.output(name));
    }

    /// Multiply-adds that all nodes did when they ran last, counted one by one.
    public long macs() {
        return LongStream.of(macs).sum();
    }

    /// Those of one node.
    public long macs(Node n) {
        return macs[n.id()];
    }
}
