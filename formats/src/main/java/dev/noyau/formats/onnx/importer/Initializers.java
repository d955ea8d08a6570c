package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.formats.onnx.proto.TensorProto;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The values that a model holds, by name. Floats are parameters, of which a graph needs the shape alone;
/// values that it is built from (shapes, axes, a dropout's ratio) are kept.
public final class Initializers {
    /// What a graph is built from is small; what is larger is a weight, which the source keeps anyway.
    private static final int SMALL = 1 << 12;

    private final Map<String, TensorProto> stored = new HashMap<>();
    private final Map<String, Shape> shapes = new HashMap<>();
    private final Map<String, ElementType> types = new HashMap<>();
    private final Map<String, Tensor> constants = new HashMap<>();
    private final Set<String> made = new HashSet<>();
    private @Nullable Function<String, @Nullable Tensor> weights;

    /// @param stored tensors that are views of the file's bytes
    public Initializers(Map<String, TensorProto> stored) {
        this.stored.putAll(stored);
        stored.forEach((name, t) -> {
            ElementType type = t.type();
            if (type != null) {
                types.put(name, type);
            }
        });
    }

    boolean has(String name) {
        return stored.containsKey(name) || types.containsKey(name);
    }

    /// Whether the file holds it, so that no node may give it.
    boolean isTaken(String name) {
        return has(name) && !made.contains(name);
    }

    /// A value of the graph that becomes a weight, as if the file held it as an initializer.
    void put(String name, Tensor value) {
        made.add(name);
        constants.put(name, value);
        shapes.put(name, value.shape());
        types.put(name, ElementType.of(value.dtype()));
    }

    /// @throws FormatException for one that has no meaning here
    ElementType type(String name) throws FormatException {
        ElementType t = types.get(name);
        if (t == null) {
            require(name).shape(); // says which type it is
            throw new IllegalStateException("initializer " + name + " has no type");
        }
        return t;
    }

    boolean isFloat(String name) throws FormatException {
        return type(name).becomes() == DType.F32;
    }

    /// The shape of a float tensor.
    Shape shape(String name) throws FormatException {
        Shape known = shapes.get(name);
        if (known != null) {
            return known;
        }
        Shape s = require(name).shape();
        shapes.put(name, s);
        return s;
    }

    Tensor constant(String name) throws FormatException {
        Tensor t = constants.get(name);
        if (t == null && stored.isEmpty() && weights != null) {
            t = weights.apply(name);
        }
        if (t == null) {
            t = require(name).tensor();
            constants.put(name, t);
        }
        return t;
    }

    private TensorProto require(String name) {
        TensorProto t = stored.get(name);
        if (t == null) {
            throw new IllegalStateException("no initializer " + name);
        }
        return t;
    }

    /// Writes the values of a float tensor into an array.
    public void copyFloats(String name, float[] to, int at) throws FormatException {
        Tensor t = constants.get(name);
        if (t == null) {
            require(name).copyFloats(to, at);
        } else {
            System.arraycopy(t.data(), 0, to, at, t.shape().intSize());
        }
    }

    /// Lets go of the file's bytes. Kept is what a graph of another size may be built from: integers and small
    /// tensors; the rest is asked from whoever keeps the weights.
    ///
    /// @param keeper gives the values of a parameter or state
    public void release(Function<String, @Nullable Tensor> keeper) throws FormatException {
        for (String name : stored.keySet()) {
            ElementType type = types.get(name);
            if (type != null && keeper.apply(name) == null && isSmall(name, type)) {
                constant(name);
            }
        }
        constants.entrySet().removeIf(e -> keeper.apply(e.getKey()) != null);
        stored.clear();
        weights = keeper;
    }

    private boolean isSmall(String name, ElementType type) throws FormatException {
        return type.becomes() != DType.F32 || shape(name).size() <= SMALL;
    }
}
