package dev.noyau.analysis;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Constant;
import dev.noyau.graph.op.Input;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/// The nodes of a graph as the layers that made them.
final class Layers {
    private Layers() {}

    /// The input for the data.
    static Value input(Graph g) {
        return Objects.requireNonNull(
                g.inputs().get(GraphSource.INPUT), "the graph has no input '" + GraphSource.INPUT + "'");
    }

    /// Nodes by layer path, in the order of computation; inputs and constants belong to none.
    static SequencedMap<String, List<Node>> of(Graph g) {
        SequencedMap<String, List<Node>> byPath = new LinkedHashMap<>();
        for (Node n : g.nodes()) {
            if (!(n.op() instanceof Input || n.op() instanceof Constant)) {
                byPath.computeIfAbsent(n.path(), p -> new ArrayList<>()).add(n);
            }
        }
        return byPath;
    }

    /// The node that a layer is known for: the one that multiplies most, else the last.
    static Node main(List<Node> layer) {
        Node main = layer.getLast();
        for (Node n : layer) {
            main = n.macs() > main.macs() ? n : main;
        }
        return main;
    }
}
