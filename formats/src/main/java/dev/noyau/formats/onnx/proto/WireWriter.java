package dev.noyau.formats.onnx.proto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes one message of protocol buffers' wire format. Nested messages are written to writers of their own and
/// put in when their length is known; large arrays are taken as they are and only copied on their way to the
/// file.
public final class WireWriter {
    private static final int CHUNK = 1 << 16;

    /// Bytes, or floats that are written in little-endian order.
    private record Part(byte[] bytes, float[] floats, int length) {
        void writeTo(WritableByteChannel out) throws IOException {
            if (floats.length == 0) {
                writeFully(out, ByteBuffer.wrap(bytes, 0, length));
                return;
            }
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = 0; at < floats.length; at += CHUNK / 4) {
                int n = Math.min(CHUNK / 4, floats.length - at);
                buffer.clear().asFloatBuffer().put(floats, at, n);
                writeFully(out, buffer.limit(4 * n));
            }
        }

        private static void writeFully(WritableByteChannel out, ByteBuffer b) throws IOException {
            while (b.hasRemaining()) {
                out.write(b);
            }
        }
    }

    /// Writes a message's fields.
    @FunctionalInterface
    interface Message {
        void write(WireWriter out);
    }

    private static final float[] NO_FLOATS = {};

    private final List<Part> parts = new ArrayList<>();
    private long length;
    private byte[] open = new byte[64];
    private int used;

    public WireWriter() {}

    /// A whole number. Zero is written too: readers of proto2 tell it from an absent field.
    void int64(int field, long value) {
        key(field, WireReader.VARINT);
        varint(value);
    }

    void float32(int field, float value) {
        key(field, WireReader.FIXED32);
        int bits = Float.floatToRawIntBits(value);
        for (int i = 0; i < 4; i++) {
            put((byte) (bits >>> 8 * i));
        }
    }

    /// A text; nothing when it is empty.
    void text(int field, String value) {
        if (!value.isEmpty()) {
            textAlways(field, value);
        }
    }

    /// A text, also when it is empty.
    void textAlways(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(int field, byte[] value) {
        key(field, WireReader.LENGTH);
        varint(value.length);
        for (byte b : value) {
            put(b);
        }
    }

    /// The bytes of floats, which must not change before the message is written.
    void floats(int field, float[] values) {
        key(field, WireReader.LENGTH);
        varint(4L * values.length);
        close();
        parts.add(new Part(open, values, 0));
        length += 4L * values.length;
    }

    void message(int field, Message fields) {
        WireWriter w = new WireWriter();
        fields.write(w);
        w.close();
        key(field, WireReader.LENGTH);
        varint(w.length);
        close();
        parts.addAll(w.parts);
        length += w.length;
    }

    /// Bytes of the message so far.
    public long length() {
        return length + used;
    }

    /// Writes the message; the writer is used up.
    public void writeTo(WritableByteChannel out) throws IOException {
        close();
        for (Part p : parts) {
            p.writeTo(out);
        }
    }

    private void key(int field, int type) {
        varint((long) field << 3 | type);
    }

    private void varint(long value) {
        long v = value;
        while ((v & ~127L) != 0) {
            put((byte) (v | 128));
            v >>>= 7;
        }
        put((byte) v);
    }

    private void put(byte b) {
        if (used == open.length) {
            open = Arrays.copyOf(open, 2 * used);
        }
        open[used++] = b;
    }

    /// Ends the part that is being filled.
    private void close() {
        if (used > 0) {
            parts.add(new Part(open, NO_FLOATS, used));
            length += used;
            open = new byte[64];
            used = 0;
        }
    }
}
