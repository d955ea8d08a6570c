package dev.noyau.formats.torch;

import dev.noyau.formats.io.Claims;
import dev.noyau.formats.io.Elements;
import dev.noyau.formats.io.InputFile;
import dev.noyau.formats.io.StoredType;
import dev.noyau.formats.torch.Python.Dictionary;
import dev.noyau.formats.torch.Python.Sequence;
import dev.noyau.model.FormatException;
import dev.noyau.model.TensorFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// The form before PyTorch 1.6: five pickles (a magic number, the version of the form, facts of the
/// machine, the structure, the keys of the storages), then for each key the number of elements in 64
/// bits and the elements.
final class TorchLegacy {
    /// The pickle of the magic number, with which such a file begins.
    static final byte[] MAGIC = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e");

    private static final long VERSION = 1001;
    private static final int BUFFER = 1 << 16;

    private final PickleInput in;
    private final Storages storages = new Storages((missing, type) -> {
        throw new FormatException("has no storage '" + missing.key() + "'");
    });

    private TorchLegacy(PickleInput in) {
        this.in = in;
    }

    static TensorFormat.Contents read(Path file) throws IOException {
        try (FileChannel channel = InputFile.open(file)) {
            long size = channel.size();
            BufferedInputStream stream = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
            return new TorchLegacy(new PickleInput(stream, size)).contents(file, size);
        }
    }

    private TensorFormat.Contents contents(Path file, long size) throws IOException {
        byte[] head = in.remaining() < MAGIC.length ? new byte[0] : in.bytes(MAGIC.length);
        if (!Arrays.equals(head, MAGIC)) {
            throw new FormatException("is not a file of PyTorch's, neither a zip file nor of the older form;"
                    + " whole models, and files from before version 0.1.10, cannot be read");
        }
        Object version = Pickle.read(in, Storages::none);
        if (!version.equals(VERSION)) {
            throw new FormatException(
                    "has version " + Builder.kind(version) + " of the form; " + VERSION + " is known");
        }
        ByteOrder order = order(Pickle.read(in, Storages::none));
        long begin = in.position();
        Object root = Pickle.read(in, storages::of);
        long pickle = in.position() - begin;
        storages(Pickle.read(in, Storages::none), order);
        return StateDict.flatten(root, InputFile.stem(file), pickle, size);
    }

    private static ByteOrder order(Object facts) {
        boolean big =
                facts instanceof Dictionary d && Boolean.FALSE.equals(d.items().get("little_endian"));
        return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private void storages(Object keys, ByteOrder order) throws IOException {
        if (!(keys instanceof Sequence list)) {
            throw new FormatException("should have a list of storages, found " + Builder.kind(keys));
        }
        Elements elements = new Elements(
                b -> {
                    byte[] bytes = in.bytes(b.remaining());
                    b.put(bytes);
                },
                order);
        for (Object key : list.items()) {
            Storage s = key instanceof String k ? storages.find(k) : null;
            StoredType type = s == null ? null : s.type();
            if (s == null || type == null) {
                throw new FormatException("has numbers for a storage that no tensor uses");
            }
            long n = in.unsigned(8);
            if (n != s.elements(type)) {
                throw new FormatException(
                        "the storage '" + key + "' has " + n + " elements, its tensors expect " + s.elements(type));
            }
            s.keep(type, elements.read(type, Claims.shape("the storage '" + key + "'", type, in.remaining(), n)));
        }
    }
}
