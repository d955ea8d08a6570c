package dev.noyau.graph;

import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.Parameter;
import dev.noyau.graph.op.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A computation: nodes in topological order, named outputs, and what a training step hands back besides them.
///
/// Immutable and printable. Made by a [GraphBuilder].
///
/// @param nodes in topological order
/// @param outputs named results, in order
/// @param gradients for each parameter path, the gradient of the loss; empty unless differentiated
/// @param stateUpdates for each state path, its value after the run (running statistics)
public record Graph(
        List<Node> nodes,
        SequencedMap<String, Value> outputs,
        SequencedMap<String, Value> gradients,
        SequencedMap<String, Value> stateUpdates) {

    public Graph {
        nodes = List.copyOf(nodes);
    }

    /// Values that are given at each run.
    public SequencedMap<String, Value> inputs() {
        SequencedMap<String, Value> m = new LinkedHashMap<>();
        for (Node n : nodes) {
            if (n.op() instanceof Input in) {
                m.put(in.name(), n.output());
            }
        }
        return m;
    }

    /// Trained values, by path, in order of creation.
    public SequencedMap<String, Value> parameters() {
        SequencedMap<String, Value> m = new LinkedHashMap<>();
        for (Node n : nodes) {
            if (n.op() instanceof Parameter p) {
                m.put(p.path(), n.output());
            }
        }
        return m;
    }

    /// Values that training changes without a gradient, by path.
    public SequencedMap<String, Value> states() {
        SequencedMap<String, Value> m = new LinkedHashMap<>();
        for (Node n : nodes) {
            if (n.op() instanceof State s) {
                m.put(s.path(), n.output());
            }
        }
        return m;
    }

    public Value output(String name) {
        Value v = outputs.get(name);
        if (v == null) {
            throw new IllegalArgumentException("the graph has no output '" + name + "', it has " + outputs.keySet());
        }
        return v;
    }

    /// Multiply-adds of one run.
    public long macs() {
        return nodes.stream().mapToLong(Node::macs).sum();
    }

    /// One line a node.
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder();
        for (Node n : nodes) {
            s.append(n).append('\n');
        }
        print(s, "output", outputs);
        print(s, "gradient", gradients);
        print(s, "state", stateUpdates);
        return s.toString();
    }

    private static void print(StringBuilder s, String what, Map<String, Value> m) {
        m.forEach((k, v) ->
                s.append(what).append(' ').append(k).append(" = ").append(v).append('\n'));
    }
}
