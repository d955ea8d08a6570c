package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.Mod;
import dev.noyau.graph.op.Sub;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;

/// Between ONNX's element types, which have widths, and Noyau's, which have not.
final class Numbers {
    private Numbers() {}

    /// A value in the range of a narrow integer type: what is beyond wraps around.
    static Value wrapped(Site s, Value v, ElementType type) {
        int bits = 8 * type.bytes();
        if (v.type().dtype() != DType.I64 || type.becomes() != DType.I64 || bits == 64) {
            return v;
        }
        Value size = whole(s, 1L << bits);
        if (type.isUnsigned()) {
            return s.emit(new Mod(false), v, size);
        }
        Value half = whole(s, 1L << bits - 1);
        return s.emit(new Sub(), s.emit(new Mod(false), s.emit(new Add(), v, half), size), half);
    }

    /// A value as another element type.
    static Value cast(Site s, Value v, ElementType to) {
        Value as = s.as(v, to.becomes());
        return v.type().dtype() == DType.BOOL ? as : wrapped(s, as, to);
    }

    static Value whole(Site s, long value) {
        return s.builder().constant(Tensor.ofLongs(Shape.SCALAR, value));
    }

    static void cast(Site s) {
        s.integer("saturate", 1); // of 8-bit floats, which are not supported
        s.text("round_mode", "up");
        cast(s, s.typeOf(s.integer("to", 0)));
    }

    static void castLike(Site s) {
        s.integer("saturate", 1);
        s.text("round_mode", "up");
        cast(s, s.type(1));
    }

    private static void cast(Site s, ElementType to) {
        if (s.type(0) == to || s.type(0).becomes() == DType.F32 && to.becomes() == DType.F32) {
            s.passes(0, to);
        } else {
            s.result(0, cast(s, s.any(0), to), to);
        }
    }
}
