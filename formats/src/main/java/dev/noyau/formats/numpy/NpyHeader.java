package dev.noyau.formats.numpy;

import dev.noyau.formats.io.Claims;
import dev.noyau.formats.io.StoredType;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The header of an array: a Python dictionary as text, `{'descr': '<f4', 'fortran_order': False,
/// 'shape': (3, 4), }`.
///
/// @param columns whether the first axis is the fastest
record NpyHeader(StoredType type, ByteOrder order, boolean columns, Shape shape) {

    /// @throws FormatException without the file's name
    static NpyHeader parse(String text) throws FormatException {
        return new Parser(text).header();
    }

    private static FormatException malformed(String how) {
        return new FormatException("the header of the array " + how);
    }

    private static NpyHeader of(String descr, boolean columns, List<Long> sizes) throws FormatException {
        StoredType type = descr.isEmpty() ? null : type(descr.substring(1));
        if (type == null) {
            throw malformed("has elements of type '" + descr + "', which are not supported;"
                    + " floats, whole numbers and truth values are");
        }
        ByteOrder order = switch (descr.charAt(0)) {
            case '<', '|' -> ByteOrder.LITTLE_ENDIAN;
            case '>' -> ByteOrder.BIG_ENDIAN;
            case '=' -> ByteOrder.nativeOrder();
            default -> throw malformed("has elements of type '" + descr + "' of no known byte order");
        };
        long[] s = sizes.stream().mapToLong(Long::longValue).toArray();
        return new NpyHeader(type, order, columns, Claims.shape("the array", type, Long.MAX_VALUE, s));
    }

    private static @Nullable StoredType type(String descr) {
        return switch (descr) {
            case "f8" -> StoredType.F64;
            case "f4" -> StoredType.F32;
            case "f2" -> StoredType.F16;
            case "i8" -> StoredType.I64;
            case "i4" -> StoredType.I32;
            case "i2" -> StoredType.I16;
            case "i1" -> StoredType.I8;
            case "u4" -> StoredType.U32;
            case "u2" -> StoredType.U16;
            case "u1" -> StoredType.U8;
            case "b1" -> StoredType.BOOL;
            default -> null;
        };
    }

    /// Reads no more of Python than NumPy writes.
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        NpyHeader header() throws FormatException {
            Map<String, Object> values = new HashMap<>();
            expect('{');
            while (!next('}')) {
                String key = word();
                expect(':');
                Object value = switch (key) {
                    case "descr" -> word();
                    case "fortran_order" -> truth();
                    case "shape" -> sizes();
                    default -> throw malformed("has the unknown key '" + key + "'");
                };
                if (values.put(key, value) != null) {
                    throw malformed("has the key '" + key + "' twice");
                }
                if (!next(',') && peek() != '}') {
                    throw malformed("should have a comma at character " + at);
                }
            }
            if (values.get("descr") instanceof String d
                    && values.get("fortran_order") instanceof Boolean c
                    && values.get("shape") instanceof Sizes s) {
                return of(d, c, s.values());
            }
            throw malformed("needs descr, fortran_order and shape");
        }

        private record Sizes(List<Long> values) {}

        private char peek() {
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private boolean next(char c) {
            boolean found = peek() == c;
            at += found ? 1 : 0;
            return found;
        }

        private void expect(char c) throws FormatException {
            if (!next(c)) {
                throw malformed("should have '" + c + "' at character " + at
                        + (c == '\'' && peek() == '[' ? "; arrays of records are not supported" : ""));
            }
        }

        private String word() throws FormatException {
            char quote = peek() == '"' ? '"' : '\'';
            expect(quote);
            int end = text.indexOf(quote, at);
            if (end < 0) {
                throw malformed("has a text without an end");
            }
            String word = text.substring(at, end);
            at = end + 1;
            return word;
        }

        private Boolean truth() throws FormatException {
            peek();
            for (Boolean b : new Boolean[] {true, false}) {
                String name = b ? "True" : "False";
                if (text.startsWith(name, at)) {
                    at += name.length();
                    return b;
                }
            }
            throw malformed("should have True or False at character " + at);
        }

        private Sizes sizes() throws FormatException {
            List<Long> sizes = new ArrayList<>();
            expect('(');
            while (!next(')')) {
                int begin = at;
                while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                    at++;
                }
                if (at == begin || at - begin > 18) {
                    throw malformed("should have a size at character " + begin);
                }
                sizes.add(Long.parseLong(text, begin, at, 10));
                next('L'); // as Python 2 wrote
                if (!next(',') && peek() != ')') {
                    throw malformed("should have a comma at character " + at);
                }
            }
            return new Sizes(sizes);
        }
    }
}
