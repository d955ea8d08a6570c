package dev.noyau.train;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Finds the name that was meant.
public final class Names {
    private Names() {}

    /// An error that names the nearest known name and lists all.
    public static IllegalArgumentException unknown(String what, String name, List<String> known) {
        return new IllegalArgumentException("unknown " + what + " '" + name + "'; did you mean '" + nearest(name, known)
                + "'? There are " + String.join(", ", known));
    }

    /// The known name that begins so, else the one with the fewest edits.
    public static String nearest(String name, List<String> known) {
        String begin = name.toLowerCase(Locale.ROOT);
        List<String> begun = known.stream()
                .filter(k -> !begin.isEmpty() && k.startsWith(begin))
                .toList();
        return (begun.isEmpty() ? known : begun)
                .stream().min(Comparator.comparingInt(k -> distance(begin, k))).orElseThrow();
    }

    /// Edits (insert, remove, replace) from one word to the other (Levenshtein 1966).
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
