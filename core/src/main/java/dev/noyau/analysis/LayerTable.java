package dev.noyau.analysis;

import java.util.List;

/// Lays out a table of layers: columns as wide as their widest cell, words to the left and numbers to the right, lines
/// under the heading and above the total.
final class LayerTable {
    private static final String GAP = "  ";

    /// Columns before this one hold words.
    private static final int FIRST_NUMBER = 2;

    private LayerTable() {}

    /// @param total whether the last row is a total
    static String format(List<List<String>> rows, boolean total) {
        int[] width = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int c = 0; c < width.length; c++) {
                width[c] = Math.max(width[c], row.get(c).length());
            }
        }
        StringBuilder s = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            if (r == 1 || total && r == rows.size() - 1) {
                rule(s, width);
            }
            row(s, rows.get(r), width);
        }
        return s.toString();
    }

    private static void row(StringBuilder s, List<String> cells, int[] width) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < width.length; c++) {
            String blanks = " ".repeat(width[c] - cells.get(c).length());
            line.append(c == 0 ? "" : GAP);
            line.append(c < FIRST_NUMBER ? cells.get(c) + blanks : blanks + cells.get(c));
        }
        s.append(line.toString().stripTrailing()).append('\n');
    }

    private static void rule(StringBuilder s, int[] width) {
        for (int c = 0; c < width.length; c++) {
            s.append(c == 0 ? "" : GAP).append("─".repeat(width[c]));
        }
        s.append('\n');
    }
}
