package dev.noyau.compile;

import dev.noyau.graph.Graph;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.BatchNormInference;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.ReluBackward;
import dev.noyau.graph.op.Reshape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds what becomes a post-op of a convolution: bias, batch norm in inference, a residual, ReLU; and after
/// backward-data the mask of ReLU's
/// gradient, or, where it is a transposed convolution, bias and ReLU. A chain is lowered where its last node stands,
/// when all its operands are known.
final class Fusion {
    /// A convolution-like node with what follows it.
    ///
    /// @param nodes all of the chain, the convolution, product or backward-data first
    /// @param bias the BiasAdd's second input
    /// @param norm a batch norm with given statistics, which becomes part of weights and bias
    /// @param add the other operand of a residual add
    /// @param relu whether ReLU follows
    /// @param mask the output whose sign masks a gradient
    record Chain(
            List<Node> nodes,
            @Nullable Value bias,
            @Nullable Node norm,
            @Nullable Value add,
            boolean relu,
            @Nullable Value mask) {
        Node head() {
            return nodes.getFirst();
        }

        Value result() {
            return nodes.getLast().output();
        }
    }

    private final Uses uses;
    private final Map<Node, Chain> byTail = new IdentityHashMap<>();
    private final Set<Node> absorbed = new HashSet<>();

    Fusion(Graph g, Uses uses) {
        this.uses = uses;
        for (Node n : g.nodes()) {
            switch (n.op()) {
                case Conv2d c -> forward(n);
                case MatMul m when matrices(n) && m.transposeB() && !m.transposeA() -> forward(n);
                case Conv2dBackwardData d -> backward(n);
                case MatMul m when matrices(n) && !m.transposeB() && !m.transposeA() -> backward(n);
                default -> {}
            }
        }
    }

    /// Whether a product is one of two matrices and not of batches of them.
    static boolean matrices(Node product) {
        return product.inputs().stream().allMatch(v -> v.shape().rank() == 2);
    }

    /// The chain that ends at this node.
    @Nullable
    Chain endingAt(Node n) {
        return byTail.get(n);
    }

    /// Whether a node becomes a post-op of a convolution, or the convolution of a chain.
    boolean takes(Node n) {
        Chain c = byTail.get(n);
        return absorbed.contains(n) || c != null && c.nodes().size() > 1;
    }

    /// Whether a chain has taken this node in, so that nothing is to be done where it stands.
    boolean absorbed(Node n) {
        return absorbed.contains(n);
    }

    private void forward(Node head) {
        List<Node> nodes = new ArrayList<>(List.of(head));
        Value bias = bias(nodes);
        Node norm = norm(nodes);
        Node tail = nodes.getLast();
        Value add = null;
        boolean relu = false;
        Node next = uses.only(tail.output());
        if (next != null && next.op() instanceof Add && head.op() instanceof Conv2d && addable(next)) {
            Value other = next.input(0) == tail.output() ? next.input(1) : next.input(0);
            if (other != tail.output()) {
                add = other;
                tail = append(nodes, next);
                next = uses.only(tail.output());
            }
        }
        if (next != null && next.op() instanceof Relu) {
            relu = true;
            append(nodes, next);
        }
        finish(new Chain(nodes, bias, norm, add, relu, null));
    }

    /// Appends a batch norm with given statistics, which are those of inference.
    private @Nullable Node norm(List<Node> nodes) {
        Value y = nodes.getLast().output();
        Node next = uses.only(y);
        if (next == null
                || !(nodes.getFirst().op() instanceof Conv2d)
                || !(next.op() instanceof BatchNormInference)
                || next.input(0) != y) {
            return null;
        }
        Value inverse = next.outputs().get(1);
        return uses.any(inverse) ? null : append(nodes, next);
    }

    /// Appends a BiasAdd and gives its bias.
    private @Nullable Value bias(List<Node> nodes) {
        Value y = nodes.getLast().output();
        Node next = uses.only(y);
        if (next == null || !(next.op() instanceof BiasAdd) || next.input(0) != y) {
            return null;
        }
        return append(nodes, next).input(1);
    }

    private static Node append(List<Node> nodes, Node next) {
        nodes.add(next);
        return next;
    }

    /// Of two convolutions that meet in an add, the one that is lowered first keeps its own place.
    private boolean addable(Node add) {
        return add.input(0).shape().equals(add.input(1).shape()) && !byTail.containsKey(add) && !absorbed.contains(add);
    }

    private void backward(Node head) {
        List<Node> nodes = new ArrayList<>(List.of(head));
        Node next = uses.only(head.output());
        if (next != null && next.op() instanceof Reshape && head.op() instanceof MatMul) {
            nodes.add(next);
            next = uses.only(next.output());
        }
        if (next != null
                && next.op() instanceof ReluBackward
                && next.input(0) == nodes.getLast().output()) {
            nodes.add(next);
            finish(new Chain(nodes, null, null, null, false, next.input(1)));
        } else if (head.op() instanceof Conv2dBackwardData) {
            transposed(head);
        } else {
            finish(new Chain(List.of(head), null, null, null, false, null));
        }
    }

    private void transposed(Node head) {
        List<Node> nodes = new ArrayList<>(List.of(head));
        Value bias = bias(nodes);
        Node next = uses.only(nodes.getLast().output());
        boolean relu = next != null && next.op() instanceof Relu;
        if (relu) {
            nodes.add(next);
        }
        finish(new Chain(nodes, bias, null, null, relu, null));
    }

    private void finish(Chain c) {
        byTail.put(c.nodes().getLast(), c);
        absorbed.addAll(c.nodes().subList(0, c.nodes().size() - 1));
    }
}
