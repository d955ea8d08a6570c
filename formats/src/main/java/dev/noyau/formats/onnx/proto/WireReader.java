package dev.noyau.formats.onnx.proto;

import dev.noyau.model.FormatException;

/// Reads one message of protocol buffers' wire format: fields of a number and one of four types, in any order.
///
/// ```java
/// while (in.next()) {
///     switch (in.field()) {
///         case 1 -> name = in.text();
///         default -> in.skip();
///     }
/// }
/// ```
///
/// Lengths are checked before anything is made of them, and what is nested is a view of the same bytes.
public final class WireReader {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int type;

    public WireReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private WireReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /// Goes to the next field; false after the last one.
    boolean next() throws FormatException {
        if (at == end) {
            return false;
        }
        long key = varint();
        field = (int) (key >>> 3);
        type = (int) key & 7;
        if (key >>> 32 != 0 || field == 0) {
            throw error("a field with the impossible number " + (key >>> 3));
        }
        return true;
    }

    int field() {
        return field;
    }

    /// Whether the field is a run of bytes: for repeated numbers, which stand one by one or packed together.
    boolean packed() {
        return type == LENGTH;
    }

    /// A whole number.
    long int64() throws FormatException {
        expect(VARINT);
        return varint();
    }

    /// A whole number in an int's range.
    int int32() throws FormatException {
        return (int) int64();
    }

    float float32() throws FormatException {
        expect(FIXED32);
        return Float.intBitsToFloat((int) littleEndian(4));
    }

    String text() throws FormatException {
        return bytes().text();
    }

    Bytes bytes() throws FormatException {
        expect(LENGTH);
        int length = length();
        at += length;
        return new Bytes(bytes, at - length, length);
    }

    /// The bytes of one number of fixed size.
    Bytes fixed(int size) throws FormatException {
        expect(size == 4 ? FIXED32 : FIXED64);
        littleEndian(size);
        return new Bytes(bytes, at - size, size);
    }

    /// A nested message.
    WireReader message() throws FormatException {
        expect(LENGTH);
        int length = length();
        at += length;
        return new WireReader(bytes, at - length, at);
    }

    /// Whether bytes are left: of a run of packed numbers.
    boolean more() {
        return at < end;
    }

    /// How many numbers stand packed here: each ends with a byte below 128.
    int countVarints() {
        int n = 0;
        for (int i = at; i < end; i++) {
            n += bytes[i] >= 0 ? 1 : 0;
        }
        return n;
    }

    void skip() throws FormatException {
        switch (type) {
            case VARINT -> varint();
            case FIXED64 -> littleEndian(8);
            case LENGTH -> bytes();
            case FIXED32 -> littleEndian(4);
            default -> throw error("a field of the unknown type " + type);
        }
    }

    private void expect(int wanted) throws FormatException {
        if (type != wanted) {
            throw error("field " + field + " has wire type " + type + ", expected " + wanted);
        }
    }

    /// The next number, of a run of packed ones.
    long varint() throws FormatException {
        long v = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw error("the end comes inside a number");
            }
            byte b = bytes[at++];
            v |= (long) (b & 127) << shift;
            if (b >= 0) {
                return v;
            }
        }
        throw error("a number of more than ten bytes");
    }

    private long littleEndian(int size) throws FormatException {
        if (end - at < size) {
            throw error("the end comes inside a number");
        }
        long v = 0;
        for (int i = 0; i < size; i++) {
            v |= (bytes[at++] & 255L) << 8 * i;
        }
        return v;
    }

    private int length() throws FormatException {
        long n = varint();
        if (n < 0 || n > end - at) {
            throw error("field " + field + " should have " + Long.toUnsignedString(n) + " bytes, there are "
                    + (end - at) + " left");
        }
        return (int) n;
    }

    private FormatException error(String what) {
        return new FormatException("it is truncated or not ONNX: at byte " + at + ", " + what);
    }
}
