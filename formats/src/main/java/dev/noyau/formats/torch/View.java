package dev.noyau.formats.torch;

import dev.noyau.formats.io.Claims;
import dev.noyau.formats.io.StoredType;
import dev.noyau.formats.io.Strided;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.util.List;

/// A tensor as a pickle describes it: its element `(i, j, ...)` is number `offset + i·strides[0] +
/// j·strides[1] + ...` of its storage.
record View(Storage storage, StoredType type, long offset, Shape shape, List<Long> strides) {

    /// @throws FormatException unless all of it lies in its storage
    static View of(Storage storage, StoredType type, long offset, List<Long> sizes, List<Long> strides)
            throws FormatException {
        String what = "a tensor of sizes " + sizes + " and strides " + strides + " from " + offset + " on";
        if (sizes.size() != strides.size()) {
            throw new FormatException(what + " has not as many strides as sizes");
        }
        long[] dims = sizes.stream().mapToLong(Long::longValue).toArray();
        int elements = Claims.elements(what, dims);
        long there = storage.elements(type);
        boolean inside = offset >= 0 && (elements == 0 || offset < there);
        long last = offset;
        for (int i = 0; i < dims.length && elements > 0 && inside; i++) {
            long stride = strides.get(i);
            inside = dims[i] == 1 || stride >= 0 && stride <= there;
            last += dims[i] == 1 ? 0 : stride * (dims[i] - 1);
            inside &= last < there;
        }
        if (!inside) {
            throw new FormatException(what + " is not inside its storage of " + there + " elements");
        }
        return new View(storage, type, offset, Claims.shape(what, type, Long.MAX_VALUE, dims), List.copyOf(strides));
    }

    /// The tensor's values in row-major order.
    Tensor read() throws IOException {
        long[] steps = strides.stream().mapToLong(Long::longValue).toArray();
        return Strided.read(storage.values(type), offset, shape, steps);
    }
}
