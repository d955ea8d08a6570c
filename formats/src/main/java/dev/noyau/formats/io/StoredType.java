package dev.noyau.formats.io;

import dev.noyau.tensor.DType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The element types that files hold, by their names in safetensors, and what they become: floats of any
/// width [DType#F32], integers [DType#I64], masks [DType#BOOL].
public enum StoredType {
    F64(8, DType.F32),
    F32(4, DType.F32),
    F16(2, DType.F32),
    BF16(2, DType.F32),
    I64(8, DType.I64),
    I32(4, DType.I64),
    I16(2, DType.I64),
    I8(1, DType.I64),
    U32(4, DType.I64),
    U16(2, DType.I64),
    U8(1, DType.I64),
    BOOL(1, DType.BOOL);

    private final int bytes;
    private final DType becomes;

    StoredType(int bytes, DType becomes) {
        this.bytes = bytes;
        this.becomes = becomes;
    }

    /// Bytes of one element.
    public int bytes() {
        return bytes;
    }

    public DType becomes() {
        return becomes;
    }

    /// The type of this name, or null.
    public static @Nullable StoredType of(String name) {
        for (StoredType t : values()) {
            if (t.name().equals(name)) {
                return t;
            }
        }
        return null;
    }

    /// The type in which values are written.
    public static StoredType of(DType type) {
        return switch (type) {
            case F32 -> F32;
            case I64 -> I64;
            case BOOL -> BOOL;
        };
    }

    /// The next element of a float type.
    float nextFloat(ByteBuffer b) {
        return switch (this) {
            case F64 -> (float) b.getDouble();
            case F32 -> b.getFloat();
            case F16 -> Float.float16ToFloat(b.getShort());
            case BF16 -> HalfFloats.bfloat16(b.getShort());
            default -> throw new IllegalStateException(this + " is no float type");
        };
    }

    /// The next element of an integer type or mask.
    long nextLong(ByteBuffer b) {
        return switch (this) {
            case I64 -> b.getLong();
            case I32 -> b.getInt();
            case I16 -> b.getShort();
            case I8 -> b.get();
            case U32 -> Integer.toUnsignedLong(b.getInt());
            case U16 -> Short.toUnsignedLong(b.getShort());
            case U8 -> Byte.toUnsignedLong(b.get());
            case BOOL -> b.get() == 0 ? 0 : 1;
            default -> throw new IllegalStateException(this + " is no integer type");
        };
    }
}
