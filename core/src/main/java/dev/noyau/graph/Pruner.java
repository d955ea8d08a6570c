package dev.noyau.graph;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Leaves out what no result needs. Inputs stay, so that a graph's signature does not depend on what it uses.
final class Pruner {
    private Pruner() {}

    static Graph prune(Graph g) {
        boolean[] live = new boolean[g.nodes().size()];
        for (var m : List.of(g.outputs(), g.gradients(), g.stateUpdates())) {
            m.values().forEach(v -> live[v.node().id()] = true);
        }
        for (int i = live.length - 1; i >= 0; i--) {
            Node n = g.nodes().get(i);
            live[i] |= n.op() instanceof dev.noyau.graph.op.Input;
            if (live[i]) {
                n.inputs().forEach(v -> live[v.node().id()] = true);
            }
        }
        List<Node> kept = new ArrayList<>();
        Map<Value, Value> moved = new IdentityHashMap<>();
        for (Node n : g.nodes()) {
            if (!live[n.id()]) {
                continue;
            }
            List<Value> in = n.inputs().stream().map(moved::get).toList();
            Node copy = new Node(kept.size(), n.op(), in, n.outputTypes(), n.path());
            kept.add(copy);
            for (int i = 0; i < n.outputs().size(); i++) {
                moved.put(n.outputs().get(i), copy.outputs().get(i));
            }
        }
        return new Graph(
                kept, renamed(g.outputs(), moved), renamed(g.gradients(), moved), renamed(g.stateUpdates(), moved));
    }

    private static SequencedMap<String, Value> renamed(SequencedMap<String, Value> m, Map<Value, Value> moved) {
        SequencedMap<String, Value> r = new LinkedHashMap<>();
        m.forEach((k, v) -> r.put(k, moved.get(v)));
        return r;
    }
}
