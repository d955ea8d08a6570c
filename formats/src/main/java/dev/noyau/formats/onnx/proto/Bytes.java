package dev.noyau.formats.onnx.proto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A part of the file's bytes, not copied.
final class Bytes {
    static final Bytes NONE = new Bytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;

    Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    int length() {
        return length;
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(array, offset, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    String text() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    byte[] array() {
        return array;
    }

    int offset() {
        return offset;
    }
}
