package dev.noyau.formats.io;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reads elements as files hold them, a quarter of a megabyte at a time. Who calls has made sure that
/// the file is long enough for the shape that it claims.
public final class Elements {
    private static final int CHUNK = 1 << 18;

    /// Where the bytes come from.
    @FunctionalInterface
    public interface Source {
        /// Fills a buffer up to its limit, or fails.
        void fill(ByteBuffer buffer) throws IOException;
    }

    private final Source source;
    private final ByteBuffer buffer;

    public Elements(Source source, ByteOrder order) {
        this.source = source;
        buffer = ByteBuffer.allocate(CHUNK).order(order);
    }

    /// The next elements, in the order of the file.
    public Tensor read(StoredType type, Shape shape) throws IOException {
        int n = shape.intSize();
        float[] floats = new float[type.becomes() == DType.F32 ? n : 0];
        long[] longs = new long[type.becomes() == DType.F32 ? 0 : n];
        int perChunk = CHUNK / type.bytes();
        for (int at = 0; at < n; ) {
            int end = at + Math.min(perChunk, n - at);
            buffer.clear().limit((end - at) * type.bytes());
            source.fill(buffer);
            buffer.flip();
            if (type == StoredType.F32) {
                buffer.asFloatBuffer().get(floats, at, end - at);
            } else if (type.becomes() == DType.F32) {
                for (int i = at; i < end; i++) {
                    floats[i] = type.nextFloat(buffer);
                }
            } else {
                for (int i = at; i < end; i++) {
                    longs[i] = type.nextLong(buffer);
                }
            }
            at = end;
        }
        return switch (type.becomes()) {
            case F32 -> Tensor.wrap(shape, floats);
            case I64 -> Tensor.ofLongs(shape, longs);
            case BOOL -> Tensor.ofBooleans(shape, longs);
        };
    }
}
