package dev.noyau.formats.torch;

import dev.noyau.formats.io.Archive;
import dev.noyau.formats.io.Claims;
import dev.noyau.formats.io.Elements;
import dev.noyau.formats.io.InputFile;
import dev.noyau.formats.io.StoredType;
import dev.noyau.model.FormatException;
import dev.noyau.model.TensorFormat;
import dev.noyau.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The zip form: `NAME/data.pkl` with the structure, `NAME/data/KEY` with the numbers of each storage,
/// and `NAME/byteorder`.
final class TorchZip {
    private static final String PICKLE = "data.pkl";

    private final Archive zip;
    private final String folder;
    private final ByteOrder order;

    private TorchZip(Archive zip, String folder) throws IOException {
        this.zip = zip;
        this.folder = folder;
        String named = folder + "byteorder";
        boolean big = zip.size(named) >= 0
                && new String(zip.bytes(named), StandardCharsets.US_ASCII)
                        .strip()
                        .equals("big");
        order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /// The entry with the structure, null where there is none.
    static @Nullable String pickle(Archive zip) {
        for (String n : zip.names()) {
            if (n.equals(PICKLE) || n.endsWith("/" + PICKLE)) {
                return n;
            }
        }
        return null;
    }

    static TensorFormat.Contents read(Path file) throws IOException {
        try (Archive zip = new Archive(file)) {
            String pickle = pickle(zip);
            if (pickle == null) {
                throw new FormatException("is a zip file without " + PICKLE + ", so PyTorch did not write it");
            }
            byte[] bytes = zip.bytes(pickle);
            TorchZip z = new TorchZip(zip, pickle.substring(0, pickle.length() - PICKLE.length()));
            PickleInput in = new PickleInput(new ByteArrayInputStream(bytes), bytes.length);
            Object root = Pickle.read(in, new Storages(z::read)::of);
            return StateDict.flatten(root, InputFile.stem(file), bytes.length, Files.size(file));
        }
    }

    private Tensor read(Storage s, StoredType type) throws IOException {
        String entry = folder + "data/" + s.key();
        long there = zip.size(entry);
        if (there != s.bytes()) {
            throw new FormatException("needs " + s.bytes() + " bytes in the entry '" + entry + "', "
                    + (there < 0 ? "which does not exist" : "which has " + there));
        }
        try (InputStream in = zip.open(entry)) {
            Elements elements = new Elements(b -> zip.fill(in, b, entry), order);
            return elements.read(type, Claims.shape("entry '" + entry + "'", type, s.bytes(), s.elements(type)));
        }
    }
}
