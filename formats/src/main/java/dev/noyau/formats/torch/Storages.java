package dev.noyau.formats.torch;

import dev.noyau.formats.torch.Constructor.ElementType;
import dev.noyau.formats.torch.Python.Tuple;
import dev.noyau.model.FormatException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The storages of one file. A pickle names them by an id: `('storage', type, key, device, elements)`,
/// with a sixth part in older files, which is None.
final class Storages {
    private final Storage.Source source;
    private final Map<String, Storage> known = new HashMap<>();

    Storages(Storage.Source source) {
        this.source = source;
    }

    /// For the parts of a file that have none.
    static Object none(Tuple id) throws FormatException {
        throw new FormatException("names a storage where there is none");
    }

    @Nullable
    Storage find(String key) {
        return known.get(key);
    }

    Python.Reference of(Tuple id) throws FormatException {
        List<Object> parts = id.items();
        if (!Builder.at(parts, 0, String.class, "a word").equals("storage")) {
            throw new FormatException("names something else than a storage outside of it");
        }
        ElementType type = Builder.at(parts, 1, ElementType.class, "an element type");
        String key = Builder.at(parts, 2, String.class, "the key of a storage");
        long elements = Builder.at(parts, 4, Long.class, "the size of a storage");
        if (elements < 0 || elements > Long.MAX_VALUE / 8) {
            throw new FormatException("has a storage of " + elements + " elements");
        }
        if (parts.size() > 5 && parts.get(5) != Python.None.NONE) {
            throw new FormatException(
                    "has a view of a storage, as PyTorch before 0.4 wrote them; load and save it with a newer one");
        }
        Storage made = new Storage(key, type.type(), elements, source);
        Storage first = known.putIfAbsent(key, made);
        if (first != null && (first.bytes() != made.bytes() || first.type() != made.type())) {
            throw new FormatException("names the storage '" + key + "' twice, as different ones");
        }
        return new Python.Reference(first == null ? made : first);
    }
}
