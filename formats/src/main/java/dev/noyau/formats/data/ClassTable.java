package dev.noyau.formats.data;

import dev.noyau.model.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Which class a mask's value or colour stands for, as the file `classes.txt` of a folder says it. A line is a class,
/// in order from 0:
///
///     sky
///     building 1
///     road #804080
///     ignore 11
///
/// After the name may stand the value in the masks, or a colour as `#rrggbb`; without either, the value is the class's
/// own number. `ignore` is what does not count, and takes no number; it may stand on several lines.
///
/// @param names of the classes
/// @param values classes by what stands in the masks: a value, or a colour as 0xRRGGBB; -1 for what does not count
/// @param colours whether those are colours
public record ClassTable(List<String> names, Map<Integer, Integer> values, boolean colours) {
    private static final String IGNORE = "ignore";

    public ClassTable {
        names = List.copyOf(names);
        values = Map.copyOf(values);
    }

    /// Classes by name alone: their values are their numbers, and 255 does not count.
    public static ClassTable of(List<String> names) {
        Map<Integer, Integer> values = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            values.put(i, i);
        }
        values.putIfAbsent(255, -1);
        return new ClassTable(names, values, false);
    }

    /// The same, where one more value does not count.
    public ClassTable ignoring(int value) {
        Map<Integer, Integer> more = new LinkedHashMap<>(values);
        more.put(value, -1);
        return new ClassTable(names, more, colours);
    }

    /// Reads the file.
    ///
    /// @throws FormatException naming the line that is wrong
    public static ClassTable read(Path file) throws IOException {
        List<String> lines = TextFile.lines(file);
        List<String> names = new ArrayList<>();
        Map<Integer, Integer> values = new LinkedHashMap<>();
        boolean colours = false;
        boolean numbers = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) {
                continue;
            }
            int space = line.lastIndexOf(' ');
            String last = line.substring(space + 1);
            boolean coded = space > 0 && last.matches("#\\p{XDigit}{6}|\\d{1,9}");
            String name = coded ? line.substring(0, space).strip() : line;
            boolean ignored = name.toLowerCase(Locale.ROOT).equals(IGNORE);
            boolean colour = coded && last.startsWith("#");
            if (ignored && !coded) {
                throw new FormatException(file + ", line " + (i + 1) + ": 'ignore' needs a value or a colour after it");
            }
            int value = coded ? Integer.parseInt(last.replace("#", ""), colour ? 16 : 10) : names.size();
            colours |= colour;
            numbers |= !colour;
            if (values.put(value, ignored ? -1 : names.size()) != null || colours && numbers) {
                throw new FormatException(file + ", line " + (i + 1) + ": '" + Csv.shown(line) + "' "
                        + (colours && numbers
                                ? "mixes values and colours; give every class a colour, or none"
                                : "has the value of a line before"));
            }
            if (!ignored) {
                names.add(name);
            }
        }
        if (names.isEmpty()) {
            throw new FormatException(file + ": names no class; a line is a class, as 'sky' or 'road #804080'");
        }
        return new ClassTable(names, values, colours);
    }

    /// A value as the masks have it, for people.
    String pretty(int value) {
        return colours ? String.format(Locale.ROOT, "#%06x", value) : Integer.toString(value);
    }
}
