package dev.noyau.analysis;

import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Constant;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.Parameter;
import dev.noyau.graph.op.State;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What training keeps of each layer's results: those that some gradient is computed from.
final class KeptValues {
    static final long FLOAT = Float.BYTES;

    /// Inputs of the batch that is looked at: normalisation needs more than one.
    static final int BATCH = 2;

    static final String UPSTREAM = "upstream";

    private final Map<String, Long> bytes;
    private final boolean trainable;

    private KeptValues(Map<String, Long> bytes, boolean trainable) {
        this.bytes = bytes;
        this.trainable = trainable;
    }

    /// Bytes for one input; -1 for a network that cannot be trained.
    long bytes(String path) {
        return trainable ? bytes.getOrDefault(path, 0L) : -1;
    }

    static KeptValues of(GraphSource source, Shape input) {
        try {
            return of(withGradients(source.graph(input.prepend(BATCH), Mode.TRAINING)));
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return new KeptValues(Map.of(), false); // an op without a gradient; a batch that the file does not allow
        }
    }

    /// The forward pass, and behind it the gradients of all parameters for an upstream gradient.
    static Graph withGradients(Graph forward) {
        GraphBuilder b = GraphBuilder.extend(forward);
        Value y = forward.output(GraphSource.OUTPUT);
        Value up = b.at("").input(UPSTREAM, Type.f32(y.shape()));
        List<String> paths = new ArrayList<>(forward.parameters().keySet());
        var gradients = Autodiff.gradients(
                b, y, up, new ArrayList<>(forward.parameters().values()));
        for (int i = 0; i < paths.size(); i++) {
            Value g = gradients.get(i);
            if (g != null) {
                b.gradient(paths.get(i), g);
            }
        }
        return b.build();
    }

    /// In the order of the nodes all of the backward pass stands behind the upstream gradient.
    private static KeptValues of(Graph g) {
        Map<String, Long> bytes = new HashMap<>();
        Set<Value> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        int border = g.inputs().get(UPSTREAM) instanceof Value v
                ? v.node().id()
                : g.nodes().size();
        for (Node n : g.nodes().subList(border, g.nodes().size())) {
            for (Value v : n.inputs()) {
                if (v.node().id() < border && isResult(v.node()) && counted.add(v)) {
                    bytes.merge(
                            v.node().path(), Math.multiplyExact(FLOAT, v.shape().size()) / BATCH, Math::addExact);
                }
            }
        }
        return new KeptValues(bytes, true);
    }

    private static boolean isResult(Node n) {
        return !(n.op() instanceof Input
                || n.op() instanceof Parameter
                || n.op() instanceof State
                || n.op() instanceof Constant);
    }
}
