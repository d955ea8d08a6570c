package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.Op;
import dev.noyau.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Where a layer emits: the graph under construction, the mode, and the path that names its parameters.
public final class Scope {
    /// What all scopes of one network share while its graph is built.
    private static final class Shared {
        final GraphBuilder builder = new GraphBuilder();
        final SequencedMap<String, Init> inits = new LinkedHashMap<>();
        final SequencedMap<String, Init> stateInits = new LinkedHashMap<>();
        final SequencedMap<String, Value> parameters = new LinkedHashMap<>();

        @Nullable
        Value key;

        int streams;
    }

    private final Shared shared;
    private final Mode mode;
    private final String path;

    private Scope(Shared shared, Mode mode, String path) {
        this.shared = shared;
        this.mode = mode;
        this.path = path;
    }

    static Scope root(Mode mode) {
        return new Scope(new Shared(), mode, "");
    }

    public Mode mode() {
        return mode;
    }

    /// This scope's path, as `2.body.0`; empty at the top.
    public String path() {
        return path;
    }

    /// The path of a part.
    public String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /// This scope as an error names it: the path and what stands there, as `2.body.0 Conv2d`.
    public String where(String layer) {
        return path.isEmpty() ? layer : path + " " + layer;
    }

    /// Applies a part under its own name.
    public Value apply(String name, Layer layer, Value x) {
        return layer.apply(new Scope(shared, mode, path(name)), x);
    }

    /// A trained value of this layer. Asking twice for a path gives the same value, so weights can be shared.
    public Value parameter(String name, Shape shape, Init init) {
        String p = path(name);
        Value known = shared.parameters.get(p);
        if (known != null) {
            if (!known.shape().equals(shape)) {
                throw new IllegalArgumentException(
                        "parameter '" + p + "' is " + known.shape() + ", asked for again as " + shape);
            }
            return known;
        }
        Value v = shared.builder.at(path).parameter(p, shape);
        shared.inits.put(p, init);
        shared.parameters.put(p, v);
        return v;
    }

    /// A value that training changes without a gradient.
    public Value state(String name, Shape shape, Init init) {
        String p = path(name);
        shared.stateInits.put(p, init);
        return shared.builder.at(path).state(p, shape);
    }

    /// Says what a state becomes after a training step.
    public void update(String name, Value value) {
        shared.builder.stateUpdate(path(name), value);
    }

    /// Emits an op.
    public Value op(Op op, Value... inputs) {
        return shared.builder.at(path).add(op, inputs);
    }

    public Value add(Value a, Value b) {
        return op(new Add(), a, b);
    }

    public Value constant(float value) {
        return shared.builder.at(path).constant(value);
    }

    /// The graph under construction, for what this class has no word for.
    public GraphBuilder builder() {
        return shared.builder.at(path);
    }

    /// The run's random key (seed and step), for layers that draw numbers.
    public Value key() {
        if (shared.key == null) {
            shared.key = shared.builder.at("").input(GraphSource.KEY, Type.i64(Shape.of(2)));
        }
        return shared.key;
    }

    /// A number that no other random layer of this network has.
    public int nextStream() {
        return shared.streams++;
    }

    SequencedMap<String, Init> inits() {
        return shared.inits;
    }

    SequencedMap<String, Init> stateInits() {
        return shared.stateInits;
    }
}
