package dev.noyau.formats.onnx.exporter;

import dev.noyau.graph.Graph;
import dev.noyau.graph.Node;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.Parameter;
import dev.noyau.graph.op.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Names of values, each given once. A layer's last value has the layer's path as its name, those before it
/// `path/Operator`.
final class Names {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Node> lastOfPath = new HashMap<>();

    /// Parameters have their paths, whatever else is called so.
    Names(Graph graph) {
        for (Node n : graph.nodes()) {
            switch (n.op()) {
                case Parameter p -> taken.add(p.path());
                case State s -> taken.add(s.path());
                case Input i -> {}
                default -> lastOfPath.put(n.path(), n);
            }
        }
    }

    /// This name, or the first of `name_1`, `name_2`, ... that is free.
    String unique(String wanted) {
        String name = wanted;
        for (int i = 1; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    String of(Node n, String opType) {
        String path = n.path();
        if (path.isEmpty()) {
            return unique(opType);
        }
        return unique(lastOfPath.get(path) == n ? path : path + "/" + opType);
    }
}
