package dev.noyau.formats.torch;

import dev.noyau.formats.io.StoredType;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row of numbers that tensors are views of. It is read when it is needed first, once.
final class Storage {
    /// Where the numbers come from.
    interface Source {
        /// @return (elements)
        Tensor read(Storage storage, StoredType type) throws IOException;
    }

    private final String key;
    private final @Nullable StoredType type;
    private final long elements;
    private final Source source;
    private final Map<StoredType, Tensor> read = new EnumMap<>(StoredType.class);

    /// @param type null where it is bytes alone, and each tensor says what they mean
    /// @param elements of this type, or bytes
    Storage(String key, @Nullable StoredType type, long elements, Source source) {
        this.key = key;
        this.type = type;
        this.elements = elements;
        this.source = source;
    }

    String key() {
        return key;
    }

    @Nullable
    StoredType type() {
        return type;
    }

    long bytes() {
        return type == null ? elements : elements * type.bytes();
    }

    long elements(StoredType as) {
        return bytes() / as.bytes();
    }

    /// The numbers; for reading only.
    ///
    /// **Shapes**: (elements)
    Tensor values(StoredType as) throws IOException {
        Tensor t = read.get(as);
        if (t == null) {
            t = source.read(this, as);
            read.put(as, t);
        }
        return t;
    }

    /// Keeps what was read.
    void keep(StoredType as, Tensor values) {
        read.put(as, values);
    }
}
