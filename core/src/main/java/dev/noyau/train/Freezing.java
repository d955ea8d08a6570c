package dev.noyau.train;

import dev.noyau.graph.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Which layers and parameters stay as they are.
///
/// @param frozen those that do
/// @param trained where not empty, all others do, too
public record Freezing(List<PathPattern> frozen, List<PathPattern> trained) {
    static final Freezing NOTHING = new Freezing(List.of(), List.of());

    public Freezing {
        frozen = List.copyOf(frozen);
        trained = List.copyOf(trained);
    }

    Freezing freeze(String... patterns) {
        return new Freezing(with(frozen, patterns), trained);
    }

    Freezing trainOnly(String... patterns) {
        return new Freezing(frozen, with(trained, patterns));
    }

    private static List<PathPattern> with(List<PathPattern> some, String... patterns) {
        List<PathPattern> all = new ArrayList<>(some);
        for (String p : patterns) {
            all.add(PathPattern.of(p));
        }
        return all;
    }

    /// The frozen ones of these parameters.
    ///
    /// @throws IllegalArgumentException when a pattern names no parameter, or nothing is left to train
    Set<String> paths(Set<String> parameters) {
        frozen.forEach(p -> p.select(parameters, "freeze"));
        trained.forEach(p -> p.select(parameters, "train"));
        Set<String> found = parameters.stream().filter(of(parameters)).collect(Collectors.toSet());
        if (!parameters.isEmpty() && found.containsAll(parameters)) {
            throw new IllegalArgumentException("all parameters are frozen by " + frozen + ", nothing is left to train");
        }
        return found;
    }

    /// Whether a layer or parameter of a path is frozen. A layer is not that has something to train
    /// below it.
    ///
    /// @param parameters all paths
    Predicate<String> of(Set<String> parameters) {
        List<String> wanted = parameters.stream()
                .filter(p -> trained.isEmpty() || matches(trained, p))
                .toList();
        return path -> matches(frozen, path)
                || !path.isEmpty()
                        && wanted.stream().noneMatch(w -> w.equals(path) || w.startsWith(path + "."))
                        && !matches(trained, path)
                        && !trained.isEmpty();
    }

    private static boolean matches(List<PathPattern> patterns, String path) {
        for (PathPattern p : patterns) {
            if (p.matches(path)) {
                return true;
            }
        }
        return false;
    }
}
