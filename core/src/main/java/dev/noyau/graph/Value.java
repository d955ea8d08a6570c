package dev.noyau.graph;

import dev.noyau.tensor.Shape;

/// One result of a node: assigned once, never changed. Compared by identity.
public final class Value {
    private final Node node;
    private final int index;
    private final Type type;

    Value(Node node, int index, Type type) {
        this.node = node;
        this.index = index;
        this.type = type;
    }

    /// The node that computes it.
    public Node node() {
        return node;
    }

    /// Which of the node's results it is.
    public int index() {
        return index;
    }

    public Type type() {
        return type;
    }

    public Shape shape() {
        return type.shape();
    }

    /// As `%7`, or `%7.1` for the second result of a node.
    @Override
    public String toString() {
        return "%" + node.id() + (index == 0 ? "" : "." + index);
    }
}
