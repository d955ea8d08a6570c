package dev.noyau.formats.onnx.proto;

import dev.noyau.model.FormatException;
import java.util.Arrays;

/// Whole numbers of a repeated field, collected while a message is read.
final class Longs {
    private static final long[] NONE = {};

    private long[] values = NONE;
    private int count;

    /// Takes the number of the reader's field, or several packed ones.
    void read(WireReader in) throws FormatException {
        if (!in.packed()) {
            reserve(1);
            values[count++] = in.int64();
            return;
        }
        WireReader packed = in.message();
        reserve(packed.countVarints());
        while (packed.more()) {
            values[count++] = packed.varint();
        }
    }

    private void reserve(int more) {
        if (values.length - count < more) {
            values = Arrays.copyOf(values, Math.max(count + more, count + count / 2));
        }
    }

    int count() {
        return count;
    }

    long get(int i) {
        return values[i];
    }

    /// The numbers themselves, no more than there are.
    long[] toArray() {
        return values.length == count ? values : Arrays.copyOf(values, count);
    }
}
