package dev.noyau.graph;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// Names layers and parameters by their paths. `*` (or `**`) stands for any characters, dots included, and `?` for one;
/// a
/// layer's path stands for the layer and all that is below it: `3`, `*.bias`, `*bn?.weight`. `body.*` is the same as
/// `body`.
public final class PathPattern {
    private static final Pattern BELOW = Pattern.compile("(?<=.)(\\.\\*+)+$");

    private final String text;
    private final Pattern pattern;

    private PathPattern(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a pattern of paths must not be empty; '*' stands for all");
        }
        this.text = text;
        StringBuilder s = new StringBuilder();
        for (char c : BELOW.matcher(text).replaceFirst("").toCharArray()) {
            s.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        pattern = Pattern.compile(s + "(\\..*)?", Pattern.DOTALL);
    }

    /// @throws IllegalArgumentException for an empty text
    public static PathPattern of(String text) {
        return new PathPattern(text);
    }

    public boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    /// Those of the paths that match.
    ///
    /// @param what is to be done with them, for the error: as `freeze`
    /// @throws IllegalArgumentException when there is none, with the paths that there are
    public List<String> select(Collection<String> paths, String what) {
        List<String> found = paths.stream().filter(this::matches).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing to " + what + ": no parameter matches '" + text + "'; there are " + paths);
        }
        return found;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof PathPattern p && p.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
