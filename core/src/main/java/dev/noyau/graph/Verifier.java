package dev.noyau.graph;

import java.util.List;

/// Checks what every pass must leave true: nodes numbered in topological order, inputs from the same graph, and result
/// types that inference gives again.
public final class Verifier {
    private Verifier() {}

    /// Gives the graph back when it is sound.
    ///
    /// @throws IllegalStateException naming the first node that is not
    public static Graph check(Graph g) {
        List<Node> nodes = g.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node n = nodes.get(i);
            if (n.id() != i) {
                throw new IllegalStateException("node " + n + " stands at position " + i);
            }
            for (Value v : n.inputs()) {
                int from = v.node().id();
                if (from >= i || nodes.get(from) != v.node()) {
                    throw new IllegalStateException("node " + n + " uses " + v + ", which is not computed before it");
                }
            }
            List<Type> types = n.op().infer(n.inputTypes());
            if (!types.equals(n.outputTypes())) {
                throw new IllegalStateException("node " + n + " has types " + n.outputTypes() + ", not " + types);
            }
        }
        for (var m : List.of(g.outputs(), g.gradients(), g.stateUpdates())) {
            m.forEach((name, v) -> {
                if (v.node().id() >= nodes.size() || nodes.get(v.node().id()) != v.node()) {
                    throw new IllegalStateException("result '" + name + "' is not a value of the graph");
                }
            });
        }
        return g;
    }
}
