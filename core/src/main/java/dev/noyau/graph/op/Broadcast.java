package dev.noyau.graph.op;

import dev.noyau.graph.Type;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;

/// What inputs of one element type, broadcast by NumPy's rule, make together.
final class Broadcast {
    private Broadcast() {}

    /// Of two inputs of any one type.
    static Type any(List<Type> in) {
        Op.arity(in, 2);
        Type a = in.get(0);
        Type b = in.get(1);
        if (a.dtype() != b.dtype()) {
            throw new ShapeException("expects two inputs of one type, found " + a + " and " + b + "; cast one of them");
        }
        return new Type(a.dtype(), Shape.broadcast(a.shape(), b.shape()));
    }

    /// Of two inputs of numbers: both floats or both integers.
    static Type numbers(List<Type> in) {
        Type t = any(in);
        if (t.dtype() == DType.BOOL) {
            throw new ShapeException("expects numbers, found " + in.get(0) + " and " + in.get(1) + "; cast them");
        }
        return t;
    }

    /// Of two masks.
    static Type masks(List<Type> in) {
        in.forEach(t -> is(t, DType.BOOL));
        return any(in);
    }

    /// Fails unless the type has these elements.
    static void is(Type t, DType expected) {
        if (t.dtype() != expected) {
            throw new ShapeException("expects elements of " + expected + ", found " + t + "; cast it");
        }
    }
}
