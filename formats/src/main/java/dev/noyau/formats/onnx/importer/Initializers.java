package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.TensorProto;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/// The values that a model holds, by name. Floats are parameters, of which a graph needs the shape alone;
/// values that it is built from (shapes, axes, a dropout's ratio) are kept.
public final class Initializers {
    private final Map<String, TensorProto> stored = new HashMap<>();
    private final Map<String, Shape> floats = new HashMap<>();
    private final Map<String, Tensor> constants = new HashMap<>();

    /// @param stored tensors that are views of the file's bytes
    public Initializers(Map<String, TensorProto> stored) {
        this.stored.putAll(stored);
    }

    boolean has(String name) {
        return stored.containsKey(name) || floats.containsKey(name) || constants.containsKey(name);
    }

    boolean isFloat(String name) {
        TensorProto t = stored.get(name);
        return t == null
                ? floats.containsKey(name)
                : t.type() != null && t.type().becomes() == DType.F32;
    }

    /// The shape of a float tensor.
    Shape shape(String name) throws FormatException {
        Shape known = floats.get(name);
        if (known != null) {
            return known;
        }
        Shape s = require(name).shape();
        floats.put(name, s);
        return s;
    }

    Tensor constant(String name) throws FormatException {
        Tensor known = constants.get(name);
        if (known != null) {
            return known;
        }
        Tensor t = require(name).tensor();
        constants.put(name, t);
        return t;
    }

    /// A tensor of the file.
    public TensorProto require(String name) {
        TensorProto t = stored.get(name);
        if (t == null) {
            throw new IllegalStateException("no initializer " + name);
        }
        return t;
    }

    /// Lets go of the file's bytes: what a first graph has asked for is known, and no other graph asks for
    /// more.
    public void release() {
        stored.clear();
    }
}
