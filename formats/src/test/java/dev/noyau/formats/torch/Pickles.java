package dev.noyau.formats.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes pickles opcode by opcode, and the files that PyTorch puts them into.
final class Pickles {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static Pickles begin() {
        return new Pickles().raw(0x80, 2);
    }

    Pickles raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    Pickles bytes(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    Pickles global(String module, String name) {
        return raw('c').bytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    Pickles text(String s) {
        byte[] utf = s.getBytes(StandardCharsets.UTF_8);
        return raw('X').little(4, utf.length).bytes(utf);
    }

    Pickles number(long n) {
        return raw(0x8a, 8).little(8, n);
    }

    private Pickles little(int width, long n) {
        for (int i = 0; i < width; i++) {
            out.write((int) (n >>> 8 * i));
        }
        return this;
    }

    Pickles numbers(long... values) {
        raw('(');
        for (long v : values) {
            number(v);
        }
        return raw('t');
    }

    Pickles storage(String type, String key, long elements) {
        return raw('(').text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .number(elements)
                .raw('t', 'Q');
    }

    /// A tensor of a storage of its own.
    Pickles tensor(String type, String key, long elements, long offset, long[] sizes, long[] strides) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .raw('(')
                .storage(type, key, elements)
                .number(offset)
                .numbers(sizes)
                .numbers(strides)
                .raw(0x89)
                .global("collections", "OrderedDict")
                .raw(')', 'R', 't', 'R');
    }

    /// A state dict with one tensor `a`.
    static byte[] one(String type, long elements, long offset, long[] sizes, long[] strides) {
        return begin().raw('}')
                .text("a")
                .tensor(type, "0", elements, offset, sizes, strides)
                .raw('s')
                .end();
    }

    byte[] end() {
        raw('.');
        return out.toByteArray();
    }

    static byte[] floats(float... values) {
        ByteBuffer b = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : values) {
            b.putFloat(v);
        }
        return b.array();
    }

    /// The zip form.
    static Path zip(Path file, byte[] pickle, Map<String, byte[]> storages) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(zip, "archive/data.pkl", pickle);
            put(zip, "archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
            for (Map.Entry<String, byte[]> e : storages.entrySet()) {
                put(zip, "archive/data/" + e.getKey(), e.getValue());
            }
        }
        return file;
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    /// The older form; the storages hold floats.
    static Path legacy(Path file, byte[] pickle, List<String> keys, List<byte[]> storages) throws IOException {
        Pickles p = new Pickles().bytes(TorchLegacy.MAGIC);
        p.raw(0x80, 2, 'M', 0xe9, 3, '.');
        p.raw(0x80, 2, '}').text("little_endian").raw(0x88, 's', '.');
        p.bytes(pickle);
        p.raw(0x80, 2, ']', '(');
        keys.forEach(p::text);
        p.raw('e', '.');
        for (byte[] s : storages) {
            p.little(8, s.length / 4).bytes(s);
        }
        return Files.write(file, p.out.toByteArray());
    }
}
