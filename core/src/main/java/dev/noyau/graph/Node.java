package dev.noyau.graph;

import dev.noyau.graph.op.Op;
import java.util.ArrayList;
import java.util.List;

/// An operation applied to values. Compared by identity.
public final class Node {
    private final int id;
    private final Op op;
    private final List<Value> inputs;
    private final List<Value> outputs;
    private final String path;

    Node(int id, Op op, List<Value> inputs, List<Type> types, String path) {
        this.id = id;
        this.op = op;
        this.inputs = List.copyOf(inputs);
        this.path = path;
        List<Value> out = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            out.add(new Value(this, i, types.get(i)));
        }
        this.outputs = List.copyOf(out);
    }

    /// Position in the order of creation, which is a topological order.
    public int id() {
        return id;
    }

    public Op op() {
        return op;
    }

    public List<Value> inputs() {
        return inputs;
    }

    public Value input(int i) {
        return inputs.get(i);
    }

    public List<Value> outputs() {
        return outputs;
    }

    /// The only result.
    public Value output() {
        return outputs.getFirst();
    }

    /// Path of the layer that made it, as `2.body.0`; empty at the top.
    public String path() {
        return path;
    }

    public List<Type> inputTypes() {
        return inputs.stream().map(Value::type).toList();
    }

    public List<Type> outputTypes() {
        return outputs.stream().map(Value::type).toList();
    }

    /// Multiply-adds of this node.
    public long macs() {
        return op.macs(inputTypes(), outputTypes());
    }

    @Override
    public String toString() {
        String args = String.join(", ", inputs.stream().map(Value::toString).toList());
        String results =
                String.join(", ", outputs.stream().map(v -> v + ": " + v.type()).toList());
        return results + " = " + op + "(" + args + ")" + (path.isEmpty() ? "" : "  # " + path);
    }
}
