package dev.noyau.formats.onnx;

import dev.noyau.formats.io.InputFile;
import dev.noyau.formats.onnx.proto.GraphProto;
import dev.noyau.formats.onnx.proto.TensorProto;
import dev.noyau.model.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The files beside a model that hold values of its initializers. Only files in the model's folder or below it
/// are opened, wherever links and `..` would lead.
final class ExternalData {
    /// Initializers may share their values; all of them together must not become much more than what a file holds.
    private static final int MOST_READINGS = 4;

    private static final long BYTES_BESIDE = 1 << 16;

    private final @Nullable Path folder;
    private final Map<Path, Long> read = new HashMap<>();

    /// @param folder of the model; null where it has none, as a model in memory
    ExternalData(@Nullable Path folder) {
        this.folder = folder;
    }

    /// The same graph with all initializers' values at hand.
    GraphProto loaded(GraphProto g) throws IOException {
        SequencedMap<String, TensorProto> initializers = new LinkedHashMap<>();
        for (TensorProto t : g.initializers().values()) {
            TensorProto.External place = t.external();
            initializers.put(t.name(), place == null ? t : t.with(bytes(t, place)));
        }
        return new GraphProto(g.name(), g.nodes(), initializers, g.inputs(), g.outputs());
    }

    private byte[] bytes(TensorProto t, TensorProto.External place) throws IOException {
        Path file = file(t, place.location());
        try (FileChannel in = InputFile.open(file)) {
            long needed = t.claimedBytes();
            long there = in.size() - place.offset();
            if (needed < 0 || place.offset() < 0 || needed > there || place.length() >= 0 && place.length() != needed) {
                throw error(
                        t,
                        "needs " + (needed < 0 ? "too many" : needed) + " bytes from byte " + place.offset() + " of '"
                                + place.location() + "'"
                                + (place.length() < 0 ? "" : " (" + place.length() + " by the model)")
                                + ", which has " + in.size());
            }
            if (read.merge(file, needed, Long::sum) > MOST_READINGS * in.size() + BYTES_BESIDE) {
                throw error(
                        t,
                        "and those before it have far more bytes in '" + place.location() + "' than the " + in.size()
                                + " that it has");
            }
            byte[] b = new byte[(int) needed];
            InputFile.readFully(in.position(place.offset()), ByteBuffer.wrap(b), file);
            return b;
        }
    }

    private Path file(TensorProto t, String location) throws IOException {
        if (folder == null) {
            throw error(t, "keeps its values in '" + location + "', but the model has no folder");
        }
        Path file;
        try {
            file = folder.resolve(location).normalize();
        } catch (InvalidPathException e) {
            throw new FormatException("tensor '" + t.name() + "' keeps its values in '" + location + "': no path", e);
        }
        Path root = folder.toRealPath();
        if (location.isEmpty() || Path.of(location).isAbsolute() || !file.startsWith(folder.normalize())) {
            throw outside(t, location);
        }
        try {
            if (!file.toRealPath().startsWith(root)) {
                throw outside(t, location);
            }
        } catch (java.nio.file.NoSuchFileException e) {
            throw new FormatException(
                    "tensor '" + t.name() + "' keeps its values in '" + location
                            + "', which is not beside the model; put it there, or save the model in one file",
                    e);
        }
        return file;
    }

    private static FormatException outside(TensorProto t, String location) {
        return error(t, "keeps its values in '" + location + "', which is not in the model's folder");
    }

    private static FormatException error(TensorProto t, String what) {
        return new FormatException("tensor '" + t.name() + "' " + what);
    }
}
