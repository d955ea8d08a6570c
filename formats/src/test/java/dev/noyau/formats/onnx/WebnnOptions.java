package dev.noyau.formats.onnx;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options of a WebNN operation.
record WebnnOptions(PeerModel model, Map<?, ?> map) {
    String text(String name, String other) {
        return map.get(name) instanceof String s ? s : other;
    }

    float real(String name, double other) {
        return map.get(name) instanceof Double d ? d.floatValue() : (float) other;
    }

    int @Nullable [] ints(String name) {
        return map.get(name) instanceof List<?> l ? PeerTensor.ints(l) : null;
    }

    long[] longs(String name, long... other) {
        int[] given = ints(name);
        return given == null ? other : Arrays.stream(given).asLongStream().toArray();
    }

    /// A tensor, or a vector of one value where it is left out.
    String vector(String name, int size, double other) throws IOException {
        return map.get(name) instanceof Map<?, ?> t ? model.input(PeerTensor.of(t, 0)) : model.filled(size, other);
    }
}
