package dev.noyau.formats.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A layer of Keras with its attributes.
///
/// @param rank of its input, with the axis of the batch
record KerasLayer(Map<?, ?> json, int rank) {
    String name() {
        return (String) (json.containsKey("layerClass") ? json.get("layerClass") : json.get("class_name"));
    }

    Map<?, ?> attributes() {
        return (Map<?, ?>) (json.containsKey("attrs") ? json.get("attrs") : json.get("config"));
    }

    /// The layer that a wrapper has.
    KerasLayer inner() {
        return new KerasLayer((Map<?, ?>) attributes().get("layer"), rank);
    }

    String text(String name, String other) {
        return attributes().get(name) instanceof String s ? s : other;
    }

    double real(String name, double other) {
        return attributes().get(name) instanceof Double d ? d : other;
    }

    boolean flag(String name, boolean other) {
        return attributes().get(name) instanceof Boolean b ? b : other;
    }

    boolean channelsFirst() {
        return text("data_format", "channels_last").equals("channels_first");
    }

    /// Axes that are neither the batch's nor the channels'.
    int axes() {
        return rank - 2;
    }

    /// One number for each axis, which Keras lets be one for all.
    long[] each(String name, long... other) {
        if (attributes().get(name) instanceof List<?> l) {
            return Arrays.stream(PeerTensor.ints(l)).asLongStream().toArray();
        }
        if (attributes().get(name) instanceof Double d) {
            long[] all = new long[axes()];
            Arrays.fill(all, d.longValue());
            return all;
        }
        return other;
    }

    /// Numbers before each axis and then those behind each: `[[1, 2], [3, 4]]`, `[1, 3]` or one for all.
    long[] ends(String name) {
        int n = axes();
        long[] ends = new long[2 * n];
        Object given = attributes().get(name);
        for (int i = 0; i < n; i++) {
            // One axis has its two numbers without a list around them.
            Object own = given instanceof List<?> l && n > 1 ? l.get(i) : given;
            ends[i] = end(own, 0);
            ends[n + i] = end(own, 1);
        }
        return ends;
    }

    private static long end(Object own, int side) {
        return own instanceof List<?> l ? ((Double) l.get(side)).longValue() : ((Double) own).longValue();
    }

    /// Numbers of the axes behind the batch's, after one for the batch.
    long[] withBatch(String name, long batch) {
        int[] given = PeerTensor.ints((List<?>) attributes().get(name));
        long[] all = new long[given.length + 1];
        all[0] = batch;
        for (int i = 0; i < given.length; i++) {
            all[i + 1] = given[i];
        }
        return all;
    }
}
