package dev.noyau.nn;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Node;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.PathPattern;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.Parameter;
import dev.noyau.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;

/// Puts a fresh layer in the place of a trained network's last ones, to train it for another task.
public final class Heads {
    /// Far from the numbers that a network gives its own random layers.
    private static final int STREAM = 1 << 20;

    private Heads() {}

    /// The network up to a layer, and `head` in the place of this layer and of all that followed
    /// it. What is kept has its parameters and running statistics, the head draws new ones under
    /// the path of the layer.
    ///
    /// Works for networks of layers and for files alike; in a file the layer is found by the names
    /// of its weights.
    ///
    /// @param path of the layer, as `fc`, or of its parameters, see [PathPattern]
    /// @throws IllegalArgumentException when nothing has this path, or what has it takes several values
    public static GraphSource replace(GraphSource source, String path, Layer head) {
        PathPattern pattern = PathPattern.of(path);
        Replaced r = new Replaced(source, pattern, name(path), head);
        r.trace(source.inputShape().prepend(1), Mode.TRAINING, p -> false);
        return r;
    }

    /// A path for the new parameters: the pattern, unless it stands for several.
    private static String name(String path) {
        String plain = path.replaceAll("(\\.\\*+)+$", "");
        return plain.contains("*") || plain.contains("?") ? "head" : plain;
    }

    private record Trace(Graph graph, Scope scope) {}

    private record Replaced(GraphSource source, PathPattern pattern, String path, Layer head) implements GraphSource {
        private Trace trace(Shape input, Mode mode, Predicate<String> frozen) {
            Graph g = source.graph(input, mode, frozen);
            boolean[] data = depends(g);
            Value into = input(first(g, data), data);
            SequencedMap<String, Value> updates = new LinkedHashMap<>(g.stateUpdates());
            updates.values().removeIf(v -> v.node().id() > into.node().id() && !before(g, into, v));
            GraphBuilder b =
                    GraphBuilder.extend(new Graph(g.nodes(), new LinkedHashMap<>(), new LinkedHashMap<>(), updates));
            Scope scope = Scope.on(b, path, mode, frozen, g.inputs().get(KEY), STREAM);
            Value y = head.apply(scope, into);
            return new Trace(b.at("").output(OUTPUT, y).build(), scope);
        }

        /// Whether a value does not depend on another one.
        private static boolean before(Graph g, Value other, Value v) {
            boolean[] after = new boolean[g.nodes().size()];
            after[other.node().id()] = true;
            for (Node n : g.nodes()) {
                after[n.id()] |=
                        n.inputs().stream().anyMatch(i -> after[i.node().id()]);
            }
            return !after[v.node().id()];
        }

        /// Which nodes depend on the network's input.
        private static boolean[] depends(Graph g) {
            boolean[] d = new boolean[g.nodes().size()];
            for (Node n : g.nodes()) {
                d[n.id()] = n.op() instanceof Input in && in.name().equals(INPUT)
                        || n.inputs().stream().anyMatch(v -> d[v.node().id()]);
            }
            return d;
        }

        /// The first node of the layer, by its own path or by that of a parameter that it takes.
        private Node first(Graph g, boolean[] data) {
            boolean[] named = new boolean[g.nodes().size()];
            for (Node n : g.nodes()) {
                boolean takes = n.inputs().stream().anyMatch(v -> named[v.node().id()]);
                if (!data[n.id()]) {
                    named[n.id()] = takes || n.op() instanceof Parameter p && pattern.matches(p.path());
                } else if (!(n.op() instanceof Input) && (takes || pattern.matches(n.path()))) {
                    return n;
                }
            }
            throw new IllegalArgumentException("no head to replace: no layer or parameter matches '" + pattern
                    + "'; there are " + g.parameters().keySet());
        }

        private Value input(Node first, boolean[] data) {
            List<Value> in = first.inputs().stream()
                    .filter(v -> data[v.node().id()])
                    .distinct()
                    .toList();
            if (in.size() != 1) {
                throw new IllegalArgumentException("the head at '" + pattern + "' takes " + in.size()
                        + " values of the network, only one can be handed to a layer; begin further down");
            }
            return in.getFirst();
        }

        @Override
        public Graph graph(Shape input, Mode mode) {
            return graph(input, mode, p -> false);
        }

        @Override
        public Graph graph(Shape input, Mode mode, Predicate<String> frozen) {
            return trace(input, mode, frozen).graph();
        }

        @Override
        public Shape inputShape() {
            return source.inputShape();
        }

        @Override
        public Parameters initialParameters(long seed) {
            Trace t = trace(inputShape().prepend(1), Mode.TRAINING, p -> false);
            Parameters fresh = Network.draw(t.scope.inits(), t.graph.parameters(), seed);
            return kept(fresh, source.initialParameters(seed), t.scope.inits());
        }

        @Override
        public Parameters initialState() {
            Trace t = trace(inputShape().prepend(1), Mode.TRAINING, p -> false);
            Parameters fresh = Network.draw(t.scope.stateInits(), t.graph.states(), 0);
            return kept(fresh, source.initialState(), t.scope.stateInits());
        }

        private static Parameters kept(Parameters all, Parameters trained, SequencedMap<String, Init> drawn) {
            all.slots().keySet().stream().filter(p -> !drawn.containsKey(p)).forEach(p -> all.set(p, trained.get(p)));
            return all;
        }
    }
}
