package dev.noyau.formats.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The values that a pickle builds, beside those of Java ([String], [Long], [java.math.BigInteger],
/// [Double], [Boolean]) and [View].
sealed interface Python {
    /// `None`.
    enum None implements Python {
        NONE
    }

    /// A list, or a set: nothing is looked up in one.
    record Sequence(List<Object> items) implements Python {
        static Sequence empty() {
            return new Sequence(new ArrayList<>());
        }
    }

    record Tuple(List<Object> items) implements Python {}

    /// Its keys are texts, numbers and truth values: what has no parts.
    record Dictionary(Map<Object, Object> items) implements Python {
        static Dictionary empty() {
            return new Dictionary(new LinkedHashMap<>());
        }
    }

    /// Bytes, which nothing here looks at.
    enum Bytes implements Python {
        BYTES
    }

    /// A storage, named by what a tensor is built from.
    record Reference(Storage storage) implements Python {}
}
