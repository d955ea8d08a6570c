package dev.noyau.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Receptive fields as a table.
final class ReceptiveFieldTable {
    private ReceptiveFieldTable() {}

    static String format(ReceptiveField f) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("layer", "", "output", "field", "stride", "padding"));
        rows.add(List.of("", "input", f.input().pretty(), "1", "1", "0"));
        for (ReceptiveField.Layer l : f.layers()) {
            rows.add(List.of(
                    l.path(),
                    l.kind(),
                    l.output().pretty(),
                    both(l, ReceptiveFieldTable::size),
                    both(l, a -> number(a.stride())),
                    both(l, a -> number(a.padding()))));
        }
        return LayerTable.format(rows, false);
    }

    /// One word where the axes agree, else one for each.
    private static String both(ReceptiveField.Layer l, Function<ReceptiveField.Axis, String> word) {
        List<String> words = l.axes().stream().map(word).toList();
        return words.stream().distinct().count() == 1 ? words.getFirst() : String.join("×", words);
    }

    private static String size(ReceptiveField.Axis a) {
        return switch (a.kind()) {
            case ALL -> "all";
            case UNEVEN -> "up to " + a.size();
            case REGULAR ->
                a.phases().size() == 1
                        ? Long.toString(a.size())
                        : String.join(
                                ", ",
                                a.phases().stream()
                                        .map(p -> p.size() + " (" + percent(p.share()) + ")")
                                        .toList());
        };
    }

    private static String percent(double share) {
        return number(100 * share) + " %";
    }

    /// With two digits behind the point at most; nothing for NaN.
    private static String number(double x) {
        if (Double.isNaN(x)) {
            return "";
        }
        return x == Math.rint(x)
                ? Long.toString((long) x)
                : String.format(Locale.ROOT, "%.2f", x).replaceAll("0+$", "");
    }
}
