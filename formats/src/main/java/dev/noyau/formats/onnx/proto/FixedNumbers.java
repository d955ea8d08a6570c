package dev.noyau.formats.onnx.proto;

import dev.noyau.model.FormatException;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// Numbers of fixed size of a repeated field, as little-endian bytes. The usual case, one packed run, is not
/// copied.
final class FixedNumbers {
    private final int size;
    private Bytes first = Bytes.NONE;
    private @Nullable ByteArrayOutputStream all;

    /// @param size bytes of one number, 4 or 8
    FixedNumbers(int size) {
        this.size = size;
    }

    /// Takes the number of the reader's field, or several packed ones.
    void read(WireReader in) throws FormatException {
        Bytes b = in.packed() ? in.bytes() : in.fixed(size);
        if (first.length() == 0) {
            first = b;
            return;
        }
        if (all == null) {
            all = new ByteArrayOutputStream();
            all.write(first.array(), first.offset(), first.length());
        }
        all.write(b.array(), b.offset(), b.length());
    }

    Bytes bytes() {
        if (all == null) {
            return first;
        }
        byte[] a = all.toByteArray();
        return new Bytes(a, 0, a.length);
    }
}
