package dev.noyau.train;

import dev.noyau.model.FormatException;
import dev.noyau.model.TensorFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Files that live in memory: `core` has no format of its own.
public final class MemoryFormat implements TensorFormat {
    private static final Map<Path, Contents> FILES = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public boolean accepts(Path file) {
        return file.toString().endsWith(".memory");
    }

    @Override
    public Contents read(Path file) throws IOException {
        Contents c = FILES.get(file);
        if (c == null) {
            throw new FormatException(file + ": no such file");
        }
        return c;
    }

    @Override
    public void write(Contents contents, Path file) throws IOException {
        if (file.toString().contains("full")) {
            throw new IOException("no space left on device");
        }
        FILES.put(file, new Contents(new LinkedHashMap<>(contents.tensors()), Map.copyOf(contents.metadata())));
    }
}
