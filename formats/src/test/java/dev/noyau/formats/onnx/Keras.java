package dev.noyau.formats.onnx;

import static dev.noyau.formats.onnx.Onnx.integer;
import static dev.noyau.formats.onnx.Onnx.real;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How layers of Keras are said in ONNX. Values keep Keras' order of the axes, the channels last; a layer that ONNX
/// has in another order stands between two transpositions.
final class Keras {
    /// The fixtures print six decimals.
    private static final double TOLERANCE = 1e-4;

    private final PeerModel m = new PeerModel();
    private final Deque<PeerTensor> weights = new ArrayDeque<>();

    private Keras(Map<?, ?> json) {
        if (json.get("weights") instanceof List<?> l) {
            l.forEach(t -> weights.add(PeerTensor.of(t, 0)));
        }
    }

    static PeerModel model(Map<?, ?> json) throws IOException {
        Keras k = new Keras(json);
        boolean distributed = "TimeDistributed".equals(json.get("layerClass"));
        PeerTensor expected = PeerTensor.of(json.get("expected"), TOLERANCE);
        k.m.output(k.result(json, distributed), distributed ? expected : expected.batched());
        return k.m;
    }

    private String result(Map<?, ?> json, boolean distributed) throws IOException {
        if (json.get("layers") instanceof List<?> layers) {
            return graph(layers, json);
        }
        PeerTensor x = PeerTensor.of(json.get("input"), 0);
        // Steps of time are images of a batch; anything else is a batch of one.
        String input = m.input(
                distributed ? x : x.batched(),
                "Embedding".equals(json.get("layerClass")) ? PeerTensor.INT64 : PeerTensor.FLOAT);
        if (json.get("activation") instanceof String s) {
            return activation(s, input, json.get("opts") instanceof Map<?, ?> o ? o : Map.of());
        }
        if (json.get("calls") instanceof List<?> calls) {
            return calls(calls, input, x.rank() + 1);
        }
        return layer(new KerasLayer(json, x.rank() + (distributed ? 0 : 1)), List.of(input));
    }

    /// Layers by the names of those before them; one without any takes the input of its branch.
    private String graph(List<?> layers, Map<?, ?> json) throws IOException {
        List<PeerTensor> given = new ArrayList<>();
        if (json.get("inputs") instanceof List<?> l) {
            l.forEach(t -> given.add(PeerTensor.of(t, 0).batched()));
        } else {
            given.add(PeerTensor.of(json.get("input"), 0).batched());
        }
        List<String> inputs = new ArrayList<>();
        for (PeerTensor t : given) {
            inputs.add(m.input(t));
        }
        Map<String, String> values = new HashMap<>();
        String y = "";
        for (Object l : layers) {
            KerasLayer layer = new KerasLayer((Map<?, ?>) l, given.getFirst().rank());
            List<?> before = (List<?>) layer.json().get("inbound");
            List<String> x = before.isEmpty()
                    ? List.of(inputs.get(layer.json().get("branch") instanceof Double d ? d.intValue() : 0))
                    : before.stream().map(values::get).toList();
            y = layer(layer, x);
            values.put(layer.text("name", ""), y);
        }
        return y;
    }

    /// Layers that are called one after the other: each Dense on the input, a merge on all that is open.
    private String calls(List<?> calls, String input, int rank) throws IOException {
        Deque<String> open = new ArrayDeque<>();
        int r = rank;
        for (Object l : calls) {
            KerasLayer layer = new KerasLayer((Map<?, ?>) l, r);
            if (layer.name().equals("Dense")) {
                open.addLast(layer(layer, List.of(input)));
            } else if (KerasMerges.NAMES.contains(layer.name())) {
                String y = layer(layer, List.copyOf(open));
                open.clear();
                open.addLast(y);
            } else {
                open.addLast(layer(layer, List.of(open.removeLast())));
            }
        }
        return open.getLast();
    }

    private String layer(KerasLayer l, List<String> x) throws IOException {
        if (KerasMerges.NAMES.contains(l.name())) {
            return new KerasMerges(m, l).result(x);
        }
        String y = single(l, x.getFirst());
        return activation(l.text("activation", "linear"), y, l.attributes());
    }

    private String single(KerasLayer l, String x) throws IOException {
        return switch (l.name()) {
            case "Dense" -> dense(l, x);
            case "TimeDistributed" -> layer(l.inner(), List.of(x));
            case "Embedding" -> m.node("Gather", List.of(m.constant(weights.removeFirst()), x));
            // What they do in training alone.
            case "Activation", "GaussianNoise", "GaussianDropout" -> x;
            case "Dropout" -> m.node("Dropout", x);
            case "LeakyReLU" -> m.node("LeakyRelu", x, real("alpha", (float) l.real("alpha", 0.3)));
            case "ELU" -> m.node("Elu", x, real("alpha", (float) l.real("alpha", 1)));
            case "ThresholdedReLU" -> m.node("ThresholdedRelu", x, real("alpha", (float) l.real("theta", 1)));
            case "PReLU" -> m.node("PRelu", List.of(x, m.constant(weights.removeFirst())));
            case "Flatten" -> m.node("Flatten", x, integer("axis", 1));
            case "Reshape" -> m.reshape(x, l.withBatch("target_shape", 1));
            case "Permute" -> {
                long[] order = l.withBatch("dims", 0);
                yield m.node("Transpose", x, Onnx.ints("perm", order));
            }
            case "RepeatVector" -> {
                String row = m.node("Unsqueeze", List.of(x, m.longs(1)));
                yield m.node("Tile", List.of(row, m.longs(1, (long) l.real("n", 1), 1)));
            }
            case "GRU", "LSTM" -> m.node(l.name(), List.of(x, weight(), weight()));
            case "SimpleRNN", "Bidirectional" -> m.node("RNN", List.of(x, weight(), weight()));
            default -> new KerasImages(m, l, weights).result(x);
        };
    }

    private String weight() {
        return m.constant(weights.removeFirst());
    }

    private String dense(KerasLayer l, String x) {
        String y = m.node("MatMul", List.of(x, weight()));
        return l.flag("use_bias", true) ? m.node("Add", List.of(y, weight())) : y;
    }

    private String activation(String name, String x, Map<?, ?> options) {
        return switch (name) {
            case "linear" -> m.node("Identity", x);
            case "relu" -> relu(x, options);
            case "elu" ->
                m.node("Elu", x, real("alpha", options.get("alpha") instanceof Double d ? d.floatValue() : 1));
            case "hard_sigmoid" -> m.node("HardSigmoid", x);
            case "softmax", "selu", "softplus", "softsign", "sigmoid", "tanh" ->
                m.node(Character.toUpperCase(name.charAt(0)) + name.substring(1), x);
            default -> throw new IllegalStateException("no such activation here: " + name);
        };
    }

    /// With a slope below zero, and a largest value.
    private String relu(String x, Map<?, ?> options) {
        String y = options.get("alpha") instanceof Double d && d != 0
                ? m.node("LeakyRelu", x, real("alpha", d.floatValue()))
                : m.node("Relu", x);
        return options.get("maxValue") instanceof Double top ? m.node("Min", List.of(y, m.number(top))) : y;
    }
}
