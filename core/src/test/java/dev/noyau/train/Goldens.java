package dev.noyau.train;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Tables of what PyTorch computed, beside the tests as resources: fields between semicolons, comments after `#`.
final class Goldens {
    private Goldens() {}

    static List<String[]> read(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(Goldens.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .map(l -> l.split(";"))
                    .toList();
        }
    }
}
