package dev.noyau.formats.data;

import dev.noyau.model.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads comma-separated values (RFC 4180): cells in double quotes may hold commas, line ends and doubled quotes.
/// Empty lines are left out.
final class Csv {
    private static final int SHOWN = 200;

    private final Path file;
    private final String text;
    private int at;
    private int line = 1;

    /// @param line of its beginning, from 1
    record Row(int line, List<String> cells) {}

    private Csv(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /// @throws FormatException naming the line
    static List<Row> read(Path file) throws IOException {
        return new Csv(file, TextFile.read(file)).rows();
    }

    /// A word of a file as an error may show it: in one line, not too long.
    static String shown(String word) {
        String plain = word.replaceAll("\\p{Cntrl}", "\uFFFD");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + " ...";
    }

    private List<Row> rows() throws FormatException {
        List<Row> rows = new ArrayList<>();
        while (at < text.length()) {
            Row row = row();
            if (row.cells.size() > 1 || !row.cells.getFirst().isBlank()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private Row row() throws FormatException {
        int begun = line;
        List<String> cells = new ArrayList<>();
        cells.add(cell());
        while (at < text.length() && text.charAt(at) == ',') {
            at++;
            cells.add(cell());
        }
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
        line++;
        return new Row(begun, cells);
    }

    private String cell() throws FormatException {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        int begin = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(begin, at);
    }

    private String quoted() throws FormatException {
        int begun = line;
        StringBuilder cell = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"' && (at + 1 == text.length() || text.charAt(at + 1) != '"')) {
                at++;
                if (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
                    throw new FormatException(file + ": line " + line + ": goes on after a closing quote");
                }
                return cell.toString();
            }
            at += c == '"' ? 1 : 0;
            line += c == '\n' ? 1 : 0;
            cell.append(c);
        }
        throw new FormatException(file + ": line " + begun + ": a quote is never closed");
    }
}
