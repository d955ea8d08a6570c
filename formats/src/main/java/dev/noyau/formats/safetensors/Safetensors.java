package dev.noyau.formats.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.noyau.formats.io.AtomicFile;
import dev.noyau.formats.io.Damage;
import dev.noyau.formats.io.Elements;
import dev.noyau.formats.io.InputFile;
import dev.noyau.formats.io.StoredType;
import dev.noyau.model.FormatException;
import dev.noyau.model.TensorFormat;
import dev.noyau.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The safetensors format (Hugging Face): eight bytes with the length of a JSON header, the header, then
/// the tensors' bytes in little-endian order.
///
/// Reads floats of 16, 32 and 64 bits as F32, integers as I64, and BOOL. Files are checked as strictly
/// as the reference implementation does: names once, tensors without gap or overlap up to the end of the
/// file. Nothing is allocated that the file's size does not warrant.
public final class Safetensors implements TensorFormat {
    /// The reference implementation's limit for a header.
    private static final int MAX_HEADER = 100_000_000;

    private static final int CHUNK = 1 << 18;

    public Safetensors() {}

    @Override
    public String name() {
        return "safetensors";
    }

    @Override
    public boolean accepts(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors");
    }

    @Override
    public boolean recognises(Path file) throws IOException {
        byte[] head = InputFile.head(file, 9);
        return head.length == 9 && head[8] == '{' && head[6] == 0 && head[7] == 0;
    }

    @Override
    public Contents read(Path file) throws IOException {
        try (FileChannel in = InputFile.open(file)) {
            Header header = readHeader(in, file);
            long base = in.position();
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            Elements elements = new Elements(b -> InputFile.readFully(in, b, file), ByteOrder.LITTLE_ENDIAN);
            for (Header.Entry e : header.entries()) {
                in.position(base + e.begin());
                tensors.put(e.name(), elements.read(e.type(), e.shape()));
            }
            return new Contents(tensors, header.metadata());
        }
    }

    private static Header readHeader(FileChannel in, Path file) throws IOException {
        long size = in.size();
        if (size < 8) {
            throw new FormatException(file + ": is not a safetensors file, it has only " + size + " bytes");
        }
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        InputFile.readFully(in, length, file);
        long n = length.getLong(0);
        if (n < 2 || n > MAX_HEADER || n > size - 8) {
            throw new FormatException(file + ": is truncated or not a safetensors file, its header should have "
                    + Long.toUnsignedString(n) + " bytes and the whole file has " + size);
        }
        byte[] json = new byte[(int) n];
        InputFile.readFully(in, ByteBuffer.wrap(json), file);
        try {
            return Header.parse(json, size - 8 - n);
        } catch (FormatException e) {
            throw Damage.in(file, e);
        }
    }

    @Override
    public void write(Contents contents, Path file) throws IOException {
        // Wider elements first, so that each tensor is aligned; the header keeps the caller's order.
        List<Map.Entry<String, Tensor>> order =
                new ArrayList<>(contents.tensors().entrySet());
        order.sort(Comparator.comparingInt(e -> -e.getValue().dtype().bytes()));
        byte[] header = header(contents, order);
        AtomicFile.write(file, out -> {
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(out, buffer.putLong(header.length));
            writeFully(out, ByteBuffer.wrap(header).position(header.length));
            for (Map.Entry<String, Tensor> e : order) {
                writeTensor(out, e.getValue(), buffer);
            }
        });
    }

    private static byte[] header(Contents contents, List<Map.Entry<String, Tensor>> order) throws IOException {
        Map<String, Long> begins = new LinkedHashMap<>();
        long at = 0;
        for (Map.Entry<String, Tensor> e : order) {
            begins.put(e.getKey(), at);
            at += bytes(e.getValue());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator g = new JsonFactory().createGenerator(bytes)) {
            g.writeStartObject();
            if (!contents.metadata().isEmpty()) {
                g.writeObjectFieldStart(Header.METADATA);
                for (Map.Entry<String, String> e : new TreeMap<>(contents.metadata()).entrySet()) {
                    g.writeStringField(e.getKey(), e.getValue());
                }
                g.writeEndObject();
            }
            for (Map.Entry<String, Tensor> e : contents.tensors().entrySet()) {
                writeEntry(g, e.getKey(), e.getValue(), begins.getOrDefault(e.getKey(), 0L));
            }
            g.writeEndObject();
        }
        while (bytes.size() % 8 != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }

    private static void writeEntry(JsonGenerator g, String name, Tensor t, long begin) throws IOException {
        if (name.equals(Header.METADATA)) {
            throw new IllegalArgumentException("a tensor cannot be named '" + name + "' in a safetensors file");
        }
        g.writeObjectFieldStart(name);
        g.writeStringField("dtype", StoredType.of(t.dtype()).name());
        g.writeFieldName("shape");
        g.writeArray(t.shape().dims(), 0, t.shape().rank());
        g.writeFieldName("data_offsets");
        g.writeArray(new long[] {begin, begin + bytes(t)}, 0, 2);
        g.writeEndObject();
    }

    private static long bytes(Tensor t) {
        return t.shape().size() * t.dtype().bytes();
    }

    private static void writeTensor(FileChannel out, Tensor t, ByteBuffer buffer) throws IOException {
        int n = t.shape().intSize();
        int perChunk = CHUNK / t.dtype().bytes();
        for (int at = 0; at < n; at += perChunk) {
            int count = Math.min(perChunk, n - at);
            buffer.clear();
            switch (t.dtype()) {
                case F32 -> buffer.asFloatBuffer().put(t.data(), at, count);
                case I64 -> buffer.asLongBuffer().put(t.longData(), at, count);
                case BOOL -> {
                    for (int i = 0; i < count; i++) {
                        buffer.put((byte) (t.longData()[at + i] == 0 ? 0 : 1));
                    }
                }
            }
            writeFully(out, buffer.position(count * t.dtype().bytes()));
        }
    }

    /// Writes what lies before the buffer's position.
    private static void writeFully(FileChannel out, ByteBuffer buffer) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        buffer.clear();
    }
}
