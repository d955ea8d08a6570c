package dev.noyau.train;

import dev.noyau.graph.PathPattern;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which parameters stay as they are.
final class Freezing {
    private Freezing() {}

    /// @throws IllegalArgumentException when a pattern names no parameter, or nothing is left to train
    static Set<String> paths(List<PathPattern> frozen, Set<String> all) {
        Set<String> found = new HashSet<>();
        frozen.forEach(p -> found.addAll(p.select(all, "freeze")));
        if (!all.isEmpty() && found.containsAll(all)) {
            throw new IllegalArgumentException("all parameters are frozen by " + frozen + ", nothing is left to train");
        }
        return found;
    }

    /// Whether a layer or parameter of this path is frozen.
    static boolean frozen(List<PathPattern> patterns, String path) {
        return patterns.stream().anyMatch(p -> p.matches(path));
    }
}
