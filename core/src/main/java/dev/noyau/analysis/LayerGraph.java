package dev.noyau.analysis;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// Which layers a layer takes results of: the network as people draw it.
public final class LayerGraph {
    private LayerGraph() {}

    /// For each layer's path the paths of the layers whose results it takes, in the order of computation;
    /// the network's input is left out.
    ///
    /// @param input without the batch
    public static SequencedMap<String, List<String>> of(GraphSource source, Shape input) {
        Graph g = source.graph(input.prepend(1), Mode.INFERENCE);
        SequencedMap<String, List<Node>> layers = Layers.of(g);
        SequencedMap<String, List<String>> from = new LinkedHashMap<>();
        layers.forEach((path, nodes) -> {
            Set<String> paths = new LinkedHashSet<>();
            for (Node n : nodes) {
                for (Value v : n.inputs()) {
                    String p = v.node().path();
                    if (!p.equals(path) && layers.getOrDefault(p, List.of()).contains(v.node())) {
                        paths.add(p);
                    }
                }
            }
            from.put(path, List.copyOf(paths));
        });
        return from;
    }
}
