package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.formats.onnx.proto.NodeProto;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The state of one walk over the nodes of a model.
final class Trace {
    private final Initializers initializers;
    private final Set<String> states;
    private final GraphBuilder builder = new GraphBuilder();
    private final Folding folding = new Folding(this::constant);
    private final Mode mode;
    private final int declaredBatch;
    private final int batch;
    private final Map<String, Operand> names = new HashMap<>();
    private final Map<String, Value> parameters = new HashMap<>();
    private @Nullable Value key;
    private int streams;

    /// @param states names of initializers that are running statistics
    /// @param declaredBatch the batch size that the file was made for; 0 where it is free
    /// @param batch the batch size that is asked for
    Trace(Initializers initializers, Set<String> states, Mode mode, int declaredBatch, int batch) {
        this.initializers = initializers;
        this.states = new HashSet<>(states);
        this.mode = mode;
        this.declaredBatch = declaredBatch;
        this.batch = batch;
    }

    /// @param path for the ops, under which they are exported again
    void emit(Versioned n, String path) {
        builder.at(path);
        Site site = new Site(this, n);
        try {
            Operators.emit(site);
            site.checkAllAsked();
            fold(n.node());
        } catch (IllegalArgumentException | ArithmeticException e) {
            // What sizes that do not fit, or impossible ones, make the ops' own checks throw.
            throw new ImportException(site.where() + ": " + e.getMessage(), e);
        }
    }

    /// What follows from known values alone is known, too.
    private void fold(NodeProto n) {
        for (String input : n.inputs()) {
            if (!input.isEmpty() && !(names.get(input) instanceof Operand.Known)) {
                return;
            }
        }
        for (String output : n.outputs()) {
            if (names.get(output) instanceof Operand.Computed(Value v, ElementType type)) {
                Tensor t = folding.of(v);
                if (t != null) {
                    names.put(output, new Operand.Known(t, type));
                }
            }
        }
    }

    Mode mode() {
        return mode;
    }

    GraphBuilder builder() {
        return builder;
    }

    /// Gives a name its meaning.
    void define(String name, Operand o) {
        if (names.put(name, o) != null || initializers.isTaken(name)) {
            throw new ImportException("the name '" + name + "' is given to two values");
        }
    }

    /// What a name stands for; null where nothing has it.
    @Nullable
    Operand operand(String name) {
        Operand o = names.get(name);
        if (o == null && initializers.has(name)) {
            o = stored(name);
            names.put(name, o);
        }
        return o;
    }

    private Operand stored(String name) {
        try {
            ElementType type = initializers.type(name);
            return initializers.isFloat(name)
                    ? new Operand.Stored(name, type)
                    : new Operand.Known(initializers.constant(name), type);
        } catch (FormatException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
    }

    Shape shape(Operand o) {
        return switch (o) {
            case Operand.Known k -> k.tensor().shape();
            case Operand.Computed c -> c.value().shape();
            case Operand.Stored s -> shape(s.name());
        };
    }

    private Shape shape(String initializer) {
        try {
            return initializers.shape(initializer);
        } catch (FormatException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The values of an initializer.
    private Tensor constant(String name) {
        try {
            return initializers.constant(name);
        } catch (FormatException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
    }

    /// What is known of an operand before anything runs; null for what depends on an input.
    @Nullable
    Tensor known(Operand o) {
        return switch (o) {
            case Operand.Known k -> k.tensor();
            case Operand.Stored s -> constant(s.name());
            case Operand.Computed c -> folding.of(c.value());
        };
    }

    /// The inputs that an operand depends on.
    Set<String> inputs(Operand o) {
        return o instanceof Operand.Computed c ? folding.inputs(c.value()) : Set.of();
    }

    /// The value to compute with that an operand is or becomes.
    Value value(Operand o) {
        return switch (o) {
            case Operand.Known k -> builder.constant(k.tensor());
            case Operand.Stored s -> parameter(s.name());
            case Operand.Computed c -> c.value();
        };
    }

    /// The value of an operand that an operator learns: a known one becomes a parameter under its name.
    Value weight(String name, Operand o) {
        if (o instanceof Operand.Known k && k.tensor().dtype() == DType.F32) {
            initializers.put(name, k.tensor());
            names.put(name, new Operand.Stored(name, ElementType.FLOAT));
            return parameter(name);
        }
        return value(o);
    }

    /// The value of an operand that training changes without a gradient.
    Value state(Operand o) {
        if (o instanceof Operand.Stored stored && !parameters.containsKey(stored.name())) {
            states.add(stored.name());
        }
        return value(o);
    }

    /// The parameter or state that an initializer becomes.
    private Value parameter(String name) {
        Value known = parameters.get(name);
        if (known != null) {
            return known;
        }
        Shape shape = shape(name);
        Value v = states.contains(name) ? builder.state(name, shape) : builder.parameter(name, shape);
        parameters.put(name, v);
        return v;
    }

    /// The batch size that a constant in the graph means: a file that was made for one batch size has it in
    /// its shapes, and is meant for any.
    long batch(long size) {
        return size == declaredBatch && declaredBatch > 0 ? batch : size;
    }

    /// The run's random key.
    Value key() {
        if (key == null) {
            key = builder.input(GraphSource.KEY, Type.i64(Shape.of(2)));
        }
        return key;
    }

    int nextStream() {
        return streams++;
    }
}
