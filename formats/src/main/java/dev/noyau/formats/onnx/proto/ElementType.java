package dev.noyau.formats.onnx.proto;

import dev.noyau.formats.io.HalfFloats;
import dev.noyau.tensor.DType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// ONNX's element types that have a meaning here: floats of any width become [DType#F32], integers [DType#I64].
public enum ElementType {
    FLOAT(1, 4, DType.F32),
    UINT8(2, 1, DType.I64),
    INT8(3, 1, DType.I64),
    UINT16(4, 2, DType.I64),
    INT16(5, 2, DType.I64),
    INT32(6, 4, DType.I64),
    INT64(7, 8, DType.I64),
    BOOL(9, 1, DType.BOOL),
    FLOAT16(10, 2, DType.F32),
    DOUBLE(11, 8, DType.F32),
    UINT32(12, 4, DType.I64),
    UINT64(13, 8, DType.I64),
    BFLOAT16(16, 2, DType.F32);

    private final int code;
    private final int bytes;
    private final DType becomes;

    ElementType(int code, int bytes, DType becomes) {
        this.code = code;
        this.bytes = bytes;
        this.becomes = becomes;
    }

    /// TensorProto.DataType's number.
    public int code() {
        return code;
    }

    /// Bytes of one element.
    public int bytes() {
        return bytes;
    }

    public boolean isUnsigned() {
        return this == UINT8 || this == UINT16 || this == UINT32 || this == UINT64;
    }

    /// The name of any element type of ONNX, also of one that has no meaning here.
    public static String name(long code) {
        ElementType t = of(code);
        if (t != null) {
            return t.name();
        }
        return switch ((int) code) {
            case 8 -> "STRING";
            case 14 -> "COMPLEX64";
            case 15 -> "COMPLEX128";
            case 17 -> "FLOAT8E4M3FN";
            case 18 -> "FLOAT8E4M3FNUZ";
            case 19 -> "FLOAT8E5M2";
            case 20 -> "FLOAT8E5M2FNUZ";
            case 21 -> "UINT4";
            case 22 -> "INT4";
            case 23 -> "FLOAT4E2M1";
            default -> String.valueOf(code);
        };
    }

    public DType becomes() {
        return becomes;
    }

    /// The type of this number, or null where it is none of these (text, complex, 4 and 8 bit floats).
    public static @Nullable ElementType of(long code) {
        for (ElementType t : values()) {
            if (t.code == code) {
                return t;
            }
        }
        return null;
    }

    /// The type in which values are written.
    public static ElementType of(DType type) {
        return switch (type) {
            case F32 -> FLOAT;
            case I64 -> INT64;
            case BOOL -> BOOL;
        };
    }

    /// The next element of a float type.
    float nextFloat(ByteBuffer b) {
        return switch (this) {
            case FLOAT -> b.getFloat();
            case DOUBLE -> (float) b.getDouble();
            case FLOAT16 -> Float.float16ToFloat(b.getShort());
            case BFLOAT16 -> HalfFloats.bfloat16(b.getShort());
            default -> throw new IllegalStateException(this + " is no float type");
        };
    }

    /// The next element of an integer type or mask.
    long nextLong(ByteBuffer b) {
        return switch (this) {
            case INT64, UINT64 -> b.getLong();
            case INT32 -> b.getInt();
            case INT16 -> b.getShort();
            case INT8 -> b.get();
            case UINT32 -> Integer.toUnsignedLong(b.getInt());
            case UINT16 -> Short.toUnsignedLong(b.getShort());
            case UINT8 -> Byte.toUnsignedLong(b.get());
            case BOOL -> b.get() == 0 ? 0 : 1;
            default -> throw new IllegalStateException(this + " is no integer type");
        };
    }

    /// An element of a 16-bit float type that is stored as a whole number, as `int32_data` does.
    float ofBits(long bits) {
        return this == FLOAT16 ? Float.float16ToFloat((short) bits) : HalfFloats.bfloat16((short) bits);
    }
}
