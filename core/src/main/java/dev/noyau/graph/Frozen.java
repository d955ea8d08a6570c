package dev.noyau.graph;

import dev.noyau.graph.op.BatchNorm;
import dev.noyau.graph.op.BatchNormInference;
import dev.noyau.graph.op.Parameter;
import dev.noyau.graph.op.State;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/// Batch norms whose scale is frozen use their running statistics and leave them as they are: what freezing means for a
/// graph that came from a file and has no layers.
final class Frozen {
    private Frozen() {}

    static Graph of(Graph g, Predicate<String> frozen) {
        if (g.nodes().stream().noneMatch(n -> isFrozen(n, frozen))) {
            return g;
        }
        GraphBuilder b = new GraphBuilder();
        Map<Value, Value> moved = new IdentityHashMap<>();
        for (Node n : g.nodes()) {
            Value[] in = n.inputs().stream().map(v -> get(moved, v)).toArray(Value[]::new);
            b.at(n.path());
            if (isFrozen(n, frozen) && n.op() instanceof BatchNorm norm) {
                moved.put(n.output(), b.add(new BatchNormInference(norm.eps()), in));
                moved.put(n.outputs().get(1), in[3]);
                moved.put(n.outputs().get(2), in[4]);
            } else {
                var out = b.addAll(n.op(), in);
                for (int i = 0; i < out.size(); i++) {
                    moved.put(n.outputs().get(i), out.get(i));
                }
            }
        }
        b.at("");
        g.outputs().forEach((name, v) -> b.output(name, get(moved, v)));
        g.gradients().forEach((path, v) -> b.gradient(path, get(moved, v)));
        g.stateUpdates().forEach((path, v) -> {
            Value now = get(moved, v);
            if (!(now.node().op() instanceof State)) {
                b.stateUpdate(path, now);
            }
        });
        return b.build();
    }

    private static Value get(Map<Value, Value> moved, Value v) {
        return Objects.requireNonNull(moved.get(v));
    }

    private static boolean isFrozen(Node n, Predicate<String> frozen) {
        return n.op() instanceof BatchNorm && n.input(1).node().op() instanceof Parameter p && frozen.test(p.path());
    }
}
