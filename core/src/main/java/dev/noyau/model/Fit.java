package dev.noyau.model;

import dev.noyau.graph.Parameters;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Compares weights with what a network wants, and tells all that does not fit in one error.
final class Fit {
    private final String origin;
    private final Map<String, Tensor> given;
    private final TreeSet<String> left;
    private final List<String> lines = new ArrayList<>();
    private int wanted;
    private int missing;
    private int misshapen;

    Fit(String origin, Map<String, Tensor> given) {
        this.origin = origin;
        this.given = given;
        left = new TreeSet<>(given.keySet());
    }

    /// @param optional what may be missing
    void check(Parameters p, List<Pattern> optional) {
        for (Parameters.Slot s : p.slots().values()) {
            wanted++;
            Tensor t = given.get(s.path());
            left.remove(s.path());
            if (t == null) {
                if (optional.stream().noneMatch(o -> o.matcher(s.path()).matches())) {
                    missing++;
                    lines.add("missing: " + s.path() + " " + s.shape());
                }
            } else if (!t.shape().equals(s.shape())) {
                misshapen++;
                lines.add("shape: " + s.path() + " is " + s.shape() + " in the network, " + t.shape() + " there");
            }
        }
    }

    /// @param needless what may be left over
    /// @param hint what to do, empty where that is not known
    /// @throws IllegalArgumentException unless all fits
    void finish(Predicate<String> needless, String hint) {
        left.removeIf(needless);
        left.forEach(name -> lines.add("unexpected: " + name + " " + shape(name)));
        if (lines.isEmpty()) {
            return;
        }
        throw new IllegalArgumentException(origin + ": does not fit the network: of its " + wanted + " tensors "
                + missing
                + " are missing and " + misshapen + " have another shape, " + left.size() + " are unexpected. "
                + (hint.isEmpty() ? "Names can be changed, left out and be optional, see Weights." : hint) + "\n  "
                + String.join("\n  ", lines));
    }

    private String shape(String name) {
        Tensor t = given.get(name);
        return t == null ? "" : t.shape().toString();
    }
}
