package dev.noyau.formats.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.noyau.formats.io.Claims;
import dev.noyau.formats.io.StoredType;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The JSON header of a safetensors file, checked against the size of the data that follows it.
///
/// @param entries in the header's order
/// @param metadata of `__metadata__`
record Header(List<Entry> entries, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";

    /// Where a tensor stands in the data.
    record Entry(String name, StoredType type, Shape shape, long begin, long end) {}

    /// Parses and checks a header.
    ///
    /// @param bytes the header's
    /// @param dataBytes size of the data that follows
    /// @throws FormatException without the file's name
    static Header parse(byte[] bytes, long dataBytes) throws FormatException {
        JsonFactory json = JsonFactory.builder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build();
        try (JsonParser p = json.createParser(bytes)) {
            Header h = parse(p);
            checkOffsets(h.entries, dataBytes);
            return h;
        } catch (FormatException e) {
            throw e;
        } catch (IOException e) {
            String message = e.getMessage();
            throw new FormatException(
                    "the header is not JSON: "
                            + (message == null
                                    ? ""
                                    : message.lines().findFirst().orElse("")),
                    e);
        }
    }

    private static Header parse(JsonParser p) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        expect(p.nextToken(), JsonToken.START_OBJECT, "the header");
        while (p.nextToken() != JsonToken.END_OBJECT) {
            String name = p.currentName();
            if (!names.add(name)) {
                throw new FormatException("the name '" + name + "' occurs twice in the header");
            }
            expect(p.nextToken(), JsonToken.START_OBJECT, "'" + name + "'");
            if (name.equals(METADATA)) {
                readMetadata(p, metadata);
            } else {
                entries.add(readEntry(p, name));
            }
        }
        if (p.nextToken() != null) {
            throw new FormatException("the header goes on after its JSON object");
        }
        return new Header(entries, metadata);
    }

    private static void readMetadata(JsonParser p, Map<String, String> metadata) throws IOException {
        while (p.nextToken() != JsonToken.END_OBJECT) {
            String key = p.currentName();
            expect(p.nextToken(), JsonToken.VALUE_STRING, METADATA + " '" + key + "'");
            if (metadata.put(key, p.getText()) != null) {
                throw new FormatException(METADATA + " has the key '" + key + "' twice");
            }
        }
    }

    private static Entry readEntry(JsonParser p, String name) throws IOException {
        String where = "tensor '" + name + "'";
        String type = null;
        long[] shape = null;
        long[] offsets = null;
        while (p.nextToken() != JsonToken.END_OBJECT) {
            String key = p.currentName();
            JsonToken t = p.nextToken();
            switch (key) {
                case "dtype" -> {
                    unset(type, where, key);
                    expect(t, JsonToken.VALUE_STRING, where + " dtype");
                    type = p.getText();
                }
                case "shape" -> {
                    unset(shape, where, key);
                    shape = readNumbers(p, where + " shape");
                }
                case "data_offsets" -> {
                    unset(offsets, where, key);
                    offsets = readNumbers(p, where + " data_offsets");
                }
                default -> throw new FormatException(where + " has an unknown key '" + key + "'");
            }
        }
        if (type == null || shape == null || offsets == null || offsets.length != 2) {
            throw new FormatException(where + " needs dtype, shape and two data_offsets");
        }
        return entry(name, where, type, shape, offsets[0], offsets[1]);
    }

    private static Entry entry(String name, String where, String type, long[] dims, long begin, long end)
            throws FormatException {
        StoredType stored = StoredType.of(type);
        if (stored == null) {
            throw new FormatException(where + " has the element type " + type + ", which is not supported; "
                    + Arrays.toString(StoredType.values()) + " are");
        }
        long bytes = stored.bytes();
        int[] sizes = new int[dims.length];
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] > Integer.MAX_VALUE) {
                throw new FormatException(where + ": an axis of " + dims[i] + " is too long");
            }
            sizes[i] = (int) dims[i];
            if (Math.multiplyHigh(bytes, dims[i]) != 0 || bytes * dims[i] < 0) {
                throw new FormatException(where + ": its shape " + Arrays.toString(dims) + " is too large");
            }
            bytes *= dims[i];
        }
        if (end < begin || end - begin != bytes) {
            throw new FormatException(where + ": shape " + Arrays.toString(dims) + " of " + type + " needs " + bytes
                    + " bytes, its offsets " + begin + " to " + end + " hold " + (end - begin));
        }
        if (bytes / stored.bytes() > Integer.MAX_VALUE - 8) {
            throw new FormatException(where + " has " + bytes / stored.bytes() + " values; an array holds 2147483639");
        }
        return new Entry(name, stored, Shape.of(sizes), begin, end);
    }

    private static long[] readNumbers(JsonParser p, String where) throws IOException {
        expect(p.currentToken(), JsonToken.START_ARRAY, where);
        long[] values = new long[4];
        int n = 0;
        while (p.nextToken() != JsonToken.END_ARRAY) {
            expect(p.currentToken(), JsonToken.VALUE_NUMBER_INT, where);
            if (n == Claims.MAX_RANK) {
                throw new FormatException(where + " has more than " + Claims.MAX_RANK + " numbers");
            }
            values = n == values.length ? Arrays.copyOf(values, 2 * n) : values;
            values[n] = p.getLongValue();
            if (values[n] < 0) {
                throw new FormatException(where + " has a negative number");
            }
            n++;
        }
        return Arrays.copyOf(values, n);
    }

    /// Tensors must cover the data without gaps and without overlap.
    private static void checkOffsets(List<Entry> entries, long dataBytes) throws FormatException {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long at = 0;
        for (Entry e : sorted) {
            if (e.begin() != at) {
                throw new FormatException("tensor '" + e.name() + "' begins at byte " + e.begin() + " of the data, "
                        + (e.begin() < at ? "inside the tensor before it" : "after a gap") + "; expected " + at);
            }
            at = e.end();
        }
        if (at != dataBytes) {
            throw new FormatException("the header describes " + at + " bytes of data, the file holds " + dataBytes
                    + (at > dataBytes ? ": it is truncated" : ""));
        }
    }

    private static void unset(@Nullable Object value, String where, String key) throws FormatException {
        if (value != null) {
            throw new FormatException(where + " has the key '" + key + "' twice");
        }
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected, String where) throws FormatException {
        if (found != expected) {
            throw new FormatException(
                    "the header is malformed: " + where + " should be " + word(expected) + ", found " + word(found));
        }
    }

    private static String word(@Nullable JsonToken t) {
        return switch (t) {
            case null -> "the end";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT -> "a whole number";
            default -> "something else";
        };
    }
}
