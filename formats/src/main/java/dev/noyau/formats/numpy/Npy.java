package dev.noyau.formats.numpy;

import dev.noyau.formats.io.Claims;
import dev.noyau.formats.io.Elements;
import dev.noyau.formats.io.Strided;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// One array as NumPy stores it: eight bytes that say so, the length of a header, the header, the
/// elements.
final class Npy {
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final int NEWEST = 3;
    private static final int MAX_HEADER = 1 << 20;
    private static final int ALIGNMENT = 64;
    private static final int CHUNK = 1 << 16;

    private Npy() {}

    /// Reads an array.
    ///
    /// @param size bytes of the array with its header
    /// @throws FormatException without the file's name, when they are no array or too few
    static Tensor read(Elements.Source in, long size) throws IOException {
        ByteBuffer head = take(in, 8, size, 0);
        byte[] magic = Arrays.copyOf(head.array(), MAGIC.length);
        int version = head.get(6);
        if (!Arrays.equals(magic, MAGIC) || version < 1 || version > NEWEST) {
            throw new FormatException("is no array of NumPy's, or of a form that is newer than " + NEWEST);
        }
        int width = version == 1 ? 2 : 4;
        ByteBuffer length = take(in, width, size, 8);
        long bytes = version == 1 ? Short.toUnsignedLong(length.getShort(0)) : Integer.toUnsignedLong(length.getInt(0));
        if (bytes > MAX_HEADER) {
            throw new FormatException("claims a header of " + bytes + " bytes");
        }
        int at = 8 + width;
        String text = new String(take(in, (int) bytes, size, at).array(), StandardCharsets.ISO_8859_1);
        NpyHeader h = NpyHeader.parse(text);
        long there = size - at - bytes;
        Shape shape = Claims.shape("the array", h.type(), there, longs(h.shape()));
        if (shape.size() * h.type().bytes() != there) {
            throw new FormatException("goes on after the array of " + shape);
        }
        Tensor row = new Elements(in, h.order()).read(h.type(), Shape.of(shape.intSize()));
        return Strided.read(row, 0, shape, strides(shape, h.columns()));
    }

    private static long[] strides(Shape shape, boolean columns) {
        long[] rows = Arrays.stream(shape.strides()).asLongStream().toArray();
        long step = 1;
        for (int i = 0; i < rows.length && columns; i++) {
            rows[i] = step;
            step *= shape.dim(i);
        }
        return rows;
    }

    private static ByteBuffer take(Elements.Source in, int count, long size, int at) throws IOException {
        if (count > size - at) {
            throw new FormatException("is truncated: the header of the array is not complete");
        }
        ByteBuffer b = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        in.fill(b);
        return b;
    }

    private static long[] longs(Shape s) {
        return Arrays.stream(s.dims()).asLongStream().toArray();
    }

    /// Writes an array; the elements keep their type.
    static void write(Tensor t, OutputStream out) throws IOException {
        String sizes = IntStream.of(t.shape().dims()).mapToObj(d -> d + ",").collect(Collectors.joining(" "));
        String header = "{'descr': '" + descr(t.dtype()) + "', 'fortran_order': False, 'shape': (" + sizes + "), }";
        int padding = ALIGNMENT - 1 - (10 + header.length()) % ALIGNMENT;
        byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer b = ByteBuffer.allocate(Math.max(CHUNK, 10 + text.length)).order(ByteOrder.LITTLE_ENDIAN);
        b.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) text.length).put(text);
        int n = t.shape().intSize();
        for (int i = 0; i < n; i++) {
            if (b.remaining() < Long.BYTES) {
                out.write(b.array(), 0, b.position());
                b.clear();
            }
            switch (t.dtype()) {
                case F32 -> b.putFloat(t.data()[i]);
                case I64 -> b.putLong(t.longData()[i]);
                case BOOL -> b.put((byte) (t.longData()[i] == 0 ? 0 : 1));
            }
        }
        out.write(b.array(), 0, b.position());
    }

    private static String descr(DType type) {
        return switch (type) {
            case F32 -> "<f4";
            case I64 -> "<i8";
            case BOOL -> "|b1";
        };
    }
}
