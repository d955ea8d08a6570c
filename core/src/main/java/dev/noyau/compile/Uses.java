package dev.noyau.compile;

import dev.noyau.graph.Graph;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who reads each value of a graph.
final class Uses {
    private final Map<Value, List<Node>> readers = new IdentityHashMap<>();
    private final Set<Value> results = Collections.newSetFromMap(new IdentityHashMap<>());

    Uses(Graph g) {
        for (Node n : g.nodes()) {
            for (Value v : n.inputs()) {
                readers.computeIfAbsent(v, k -> new ArrayList<>()).add(n);
            }
        }
        results.addAll(g.outputs().values());
        results.addAll(g.gradients().values());
        results.addAll(g.stateUpdates().values());
    }

    /// The nodes that read a value, in order; a node that reads it twice is there twice.
    List<Node> of(Value v) {
        return readers.getOrDefault(v, List.of());
    }

    /// Whether a value is an output, a gradient or a new state.
    boolean isResult(Value v) {
        return results.contains(v);
    }

    /// Whether anything needs a value.
    boolean any(Value v) {
        return isResult(v) || readers.containsKey(v);
    }

    /// The only node that reads a value, once, which is no result; else null.
    @Nullable
    Node only(Value v) {
        List<Node> all = of(v);
        return all.size() == 1 && !isResult(v) ? all.getFirst() : null;
    }
}
