package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.Concat;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Transpose;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where a layer emits: the graph under construction, the mode, and the path that names its parameters.
public final class Scope {
    /// What all scopes of one network share while its graph is built.
    private static final class Shared {
        final GraphBuilder builder;
        final SequencedMap<String, Init> inits = new LinkedHashMap<>();
        final SequencedMap<String, Init> stateInits = new LinkedHashMap<>();
        final SequencedMap<String, Value> parameters = new LinkedHashMap<>();
        final Map<String, Value> results = new HashMap<>();

        @Nullable
        Value key;

        int streams;

        final Predicate<String> frozen;

        Shared(GraphBuilder builder, Predicate<String> frozen) {
            this.builder = builder;
            this.frozen = frozen;
        }
    }

    private final Shared shared;
    private final Mode mode;
    private final String path;
    private final Drawn.Rule rule;

    private Scope(Shared shared, Mode mode, String path, Drawn.Rule rule) {
        this.shared = shared;
        this.mode = shared.frozen.test(path) ? Mode.INFERENCE : mode;
        this.path = path;
        this.rule = rule;
    }

    /// @param frozen whether a layer of this path works as in inference, whatever the mode
    static Scope root(Mode mode, Predicate<String> frozen) {
        return new Scope(new Shared(new GraphBuilder(), frozen), mode, "", (shape, usual) -> usual);
    }

    /// This scope, where parameters begin by a rule, unless one further out says otherwise.
    Scope drawnBy(Drawn.Rule other) {
        return new Scope(shared, mode, path, (shape, usual) -> rule.of(shape, other.of(shape, usual)));
    }

    /// A scope that goes on in a graph that has been begun.
    ///
    /// @param key the graph's random key, where it has one
    /// @param stream first number of random layers
    static Scope on(
            GraphBuilder builder, String path, Mode mode, Predicate<String> frozen, @Nullable Value key, int stream) {
        Shared shared = new Shared(builder, frozen);
        shared.key = key;
        shared.streams = stream;
        return new Scope(shared, mode, path, (shape, usual) -> usual);
    }

    /// How this layer works; a frozen one always as in inference.
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
        Value y = layer.apply(new Scope(shared, mode, path(name), rule), x);
        shared.results.put(path(name), y);
        return y;
    }

    /// What a part gave that was applied before, wherever it stands: the levels of a backbone for a
    /// decoder.
    ///
    /// @param name its path below this one, as `backbone.layer2`
    /// @throws IllegalArgumentException when no part of that path was applied
    public Value result(String name) {
        Value y = shared.results.get(path(name));
        if (y == null) {
            String prefix = path.isEmpty() ? "" : path + ".";
            throw new IllegalArgumentException("no part '" + path(name) + "' was applied; there are "
                    + shared.results.keySet().stream()
                            .filter(p -> p.startsWith(prefix))
                            .sorted()
                            .toList());
        }
        return y;
    }

    /// A trained value of this layer. Asking twice for a path gives the same value, so weights can
    /// be shared.
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
        shared.inits.put(p, rule.of(shape, init));
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

    public Value mul(Value a, Value b) {
        return op(new Mul(), a, b);
    }

    /// Values one after the other along an axis.
    public Value concat(int axis, Value... parts) {
        return op(new Concat(axis), parts);
    }

    /// The parts of a value along an axis.
    ///
    /// @param sizes of the parts; together the size of the axis
    /// @throws ShapeException when they are not
    public List<Value> split(Value x, int axis, int... sizes) {
        if (Arrays.stream(sizes).sum() != x.shape().dim(axis)) {
            throw new ShapeException(where("split") + ": parts of " + Arrays.toString(sizes) + " do not make axis "
                    + axis + " of " + x.shape());
        }
        List<Value> parts = new ArrayList<>();
        int at = 0;
        for (int size : sizes) {
            parts.add(op(Slice.of(axis, at, at + size), x));
            at += size;
        }
        return parts;
    }

    /// Axes in another order.
    public Value transpose(Value x, Integer... perm) {
        return op(Transpose.of(perm), x);
    }

    /// The same values under another shape.
    public Value reshape(Value x, int... dims) {
        return op(new dev.noyau.graph.op.Reshape(Shape.of(dims)), x);
    }

    /// Values around the pixels of an image (N, C, H, W); negative numbers of rows and columns cut off.
    public Value pad(Value x, Pad.Mode mode, int top, int left, int bottom, int right) {
        return op(new Pad(List.of(0, 0, top, left, 0, 0, bottom, right), mode, 0), x);
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
