package dev.noyau.formats.numpy;

import dev.noyau.formats.io.Archive;
import dev.noyau.formats.io.AtomicFile;
import dev.noyau.formats.io.Damage;
import dev.noyau.formats.io.Elements;
import dev.noyau.formats.io.InputFile;
import dev.noyau.model.FormatException;
import dev.noyau.model.TensorFormat;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// NumPy's `.npz` (several arrays in a zip file, compressed or not) and `.npy` (one array, named by its
/// file).
///
/// Reads floats of 16, 32 and 64 bits as F32, whole numbers as I64, truth values as BOOL, in either byte
/// order and either order of the axes. Arrays of objects, which are pickles, are refused. Has no place
/// for words beside the arrays; they are left out.
public final class NumpyFormat implements TensorFormat {
    private static final String ARRAY = ".npy";
    private static final String ARCHIVE = ".npz";

    /// The first time that a zip file can say, so that the same arrays give the same bytes.
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    public NumpyFormat() {}

    @Override
    public String name() {
        return "NumPy (.npz, .npy)";
    }

    @Override
    public boolean accepts(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(ARCHIVE) || name.endsWith(ARRAY);
    }

    @Override
    public boolean recognises(Path file) throws IOException {
        byte[] head = InputFile.head(file, Npy.MAGIC.length);
        if (!Archive.isZip(head)) {
            return Arrays.equals(head, Npy.MAGIC);
        }
        try (Archive zip = new Archive(file)) {
            return zip.names().stream().anyMatch(n -> n.endsWith(ARRAY));
        } catch (FormatException e) {
            return false;
        }
    }

    @Override
    public Contents read(Path file) throws IOException {
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        if (Archive.isZip(InputFile.head(file, Npy.MAGIC.length))) {
            try (Archive zip = new Archive(file)) {
                for (String name : zip.names()) {
                    put(tensors, name, read(zip, name, file), file);
                }
            }
        } else {
            try (FileChannel in = InputFile.open(file)) {
                String name = String.valueOf(file.getFileName());
                put(tensors, name, read(b -> InputFile.readFully(in, b, file), in.size(), file, ""), file);
            }
        }
        return new Contents(tensors, Map.of());
    }

    private static void put(Map<String, Tensor> tensors, String name, Tensor t, Path file) throws FormatException {
        String plain = name.endsWith(ARRAY) ? name.substring(0, name.length() - ARRAY.length()) : name;
        if (tensors.put(plain, t) != null) {
            throw Damage.in(file, new FormatException("has two arrays '" + plain + "'"));
        }
    }

    private static Tensor read(Archive zip, String name, Path file) throws IOException {
        long size = zip.size(name);
        try (InputStream in = zip.open(name)) {
            return read(b -> zip.fill(in, b, name), size, file, "entry '" + name + "': ");
        }
    }

    private static Tensor read(Elements.Source in, long size, Path file, String where) throws IOException {
        try {
            return Npy.read(in, size);
        } catch (FormatException e) {
            throw Damage.in(file, where.isEmpty() ? e : new FormatException(where + e.getMessage(), e));
        }
    }

    @Override
    public void write(Contents contents, Path file) throws IOException {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(ARRAY)) {
            throw new FormatException(file + ": a .npy file holds one array; write .npz");
        }
        AtomicFile.write(file, channel -> {
            // Not closed: the channel is synced after this.
            ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel));
            zip.setLevel(Deflater.BEST_SPEED);
            for (Map.Entry<String, Tensor> e : contents.tensors().entrySet()) {
                ZipEntry entry = new ZipEntry(e.getKey() + ARRAY);
                entry.setTimeLocal(TIME);
                zip.putNextEntry(entry);
                Npy.write(e.getValue(), zip);
                zip.closeEntry();
            }
            zip.finish();
        });
    }
}
