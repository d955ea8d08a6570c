package dev.noyau.formats.io;

import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.util.Arrays;

/// What files claim of sizes, compared with what they can hold before anything is allocated.
public final class Claims {
    /// More axes than any tensor has.
    public static final int MAX_RANK = 64;

    private Claims() {}

    /// Elements of a claimed shape.
    ///
    /// @throws FormatException for a negative size, and for more elements than an array holds
    public static int elements(String what, long... sizes) throws FormatException {
        if (sizes.length > MAX_RANK) {
            throw new FormatException(what + " has " + sizes.length + " axes, more than " + MAX_RANK);
        }
        long n = 1;
        for (long s : sizes) {
            if (s < 0) {
                throw new FormatException(what + " has a negative size: " + Arrays.toString(sizes));
            }
            n = s != 0 && n > Integer.MAX_VALUE / s ? Integer.MAX_VALUE : n * s;
        }
        if (n > Integer.MAX_VALUE - 8) {
            throw new FormatException(
                    what + ": its shape " + Arrays.toString(sizes) + " is too large; an array holds 2147483639 values");
        }
        return (int) n;
    }

    /// The claimed shape of elements that a file holds.
    ///
    /// @param available bytes that there are
    /// @throws FormatException when they are too few
    public static Shape shape(String what, StoredType type, long available, long... sizes) throws FormatException {
        long bytes = (long) type.bytes() * elements(what, sizes);
        if (bytes > available) {
            throw new FormatException(what + ": its shape " + Arrays.toString(sizes) + " of " + type + " needs " + bytes
                    + " bytes, there are " + available);
        }
        int[] dims = new int[sizes.length];
        for (int i = 0; i < dims.length; i++) {
            // Where another axis is empty, this one may be longer than any array.
            if (sizes[i] > Integer.MAX_VALUE) {
                throw new FormatException(what + ": an axis of " + sizes[i] + " is too long");
            }
            dims[i] = (int) sizes[i];
        }
        return Shape.of(dims);
    }
}
