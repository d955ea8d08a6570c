package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.Parameter;
import dev.noyau.graph.op.State;
import dev.noyau.reference.Interpreter;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Computes values of a graph that is being built, with the reference backend's loops, where they do not depend
/// on an input.
final class Folding {
    private final Map<Value, Tensor> known = new IdentityHashMap<>();
    private final Function<String, Tensor> parameters;

    /// @param parameters values of parameters and states by path
    Folding(Function<String, Tensor> parameters) {
        this.parameters = parameters;
    }

    /// What a value is; null where it depends on an input.
    @Nullable
    Tensor of(Value v) {
        Tensor before = known.get(v);
        if (before != null) {
            return before;
        }
        List<Node> needed = needed(v);
        if (!inputs(needed).isEmpty()) {
            return null;
        }
        GraphBuilder b = new GraphBuilder();
        Map<Value, Value> copies = new IdentityHashMap<>();
        needed.forEach(n -> copy(b, n, copies));
        Value copy = copies.get(v);
        if (copy == null) {
            throw new IllegalStateException("value " + v + " was not copied");
        }
        Tensor t = Interpreter.of(b.output("y", copy).build()).run().output("y").toTensor();
        known.put(v, t);
        return t;
    }

    private void copy(GraphBuilder b, Node n, Map<Value, Value> copies) {
        if (isKnown(n)) {
            n.outputs().forEach(out -> copies.put(out, b.constant(requireKnown(out))));
            return;
        }
        switch (n.op()) {
            case Parameter p -> copies.put(n.output(), b.constant(parameters.apply(p.path())));
            case State s -> copies.put(n.output(), b.constant(parameters.apply(s.path())));
            default -> {
                Value[] in = n.inputs().stream().map(copies::get).toArray(Value[]::new);
                List<Value> out = b.addAll(n.op(), in);
                for (int i = 0; i < out.size(); i++) {
                    copies.put(n.outputs().get(i), out.get(i));
                }
            }
        }
    }

    private boolean isKnown(Node n) {
        return known.keySet().containsAll(n.outputs());
    }

    private Tensor requireKnown(Value v) {
        Tensor t = known.get(v);
        if (t == null) {
            throw new IllegalStateException("value " + v + " is not known");
        }
        return t;
    }

    /// The nodes that a value is computed by, back to what is known, in their order.
    private List<Node> needed(Value v) {
        Set<Node> seen = new HashSet<>();
        Deque<Node> open = new ArrayDeque<>();
        open.push(v.node());
        while (!open.isEmpty()) {
            Node n = open.pop();
            if (seen.add(n) && !isKnown(n)) {
                n.inputs().forEach(in -> open.push(in.node()));
            }
        }
        return seen.stream().sorted(Comparator.comparingInt(Node::id)).toList();
    }

    /// Names of the inputs that a value depends on.
    Set<String> inputs(Value v) {
        return inputs(needed(v));
    }

    private static Set<String> inputs(List<Node> nodes) {
        Set<String> names = new LinkedHashSet<>();
        for (Node n : nodes) {
            if (n.op() instanceof Input i) {
                names.add(i.name());
            }
        }
        return names;
    }

    /// Fails for a tensor that a small file describes and this JVM has no room for.
    static Shape affordable(Shape s) {
        long most = Runtime.getRuntime().maxMemory() / 32;
        if (s.size() > most) {
            throw new ImportException("a constant of shape " + s + " has " + s.size() + " values, more than " + most
                    + " are not made while reading; use a larger heap (-Xmx)");
        }
        return s;
    }
}
