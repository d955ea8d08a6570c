package dev.noyau.golden;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.AdaptivePool2d;
import dev.noyau.graph.op.AdaptiveWindows;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.GlobalAvgPool;
import dev.noyau.graph.op.GlobalMaxPool;
import dev.noyau.graph.op.LogSoftmax;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.MaxPool2d;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.Softmax;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Safetensors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One line of `cases.txt` (or of `composed.txt`, which has those that only files in ONNX have): a layer as PyTorch
/// names
/// it, and how it is said here.
record TorchLayer(String name, String op, Map<String, String> attributes) {

    static List<TorchLayer> all() {
        return read("/torch/cases.txt");
    }

    static List<TorchLayer> composed() {
        return read("/torch/composed.txt");
    }

    private static List<TorchLayer> read(String resource) {
        String text = new String(Safetensors.bytes(resource), StandardCharsets.UTF_8);
        List<TorchLayer> cases = new ArrayList<>();
        text.lines().forEach(line -> {
            String[] words = line.split(" ");
            Map<String, String> attributes = new HashMap<>();
            for (String w : Arrays.asList(words).subList(2, words.length)) {
                attributes.put(w.substring(0, w.indexOf('=')), w.substring(w.indexOf('=') + 1));
            }
            cases.add(new TorchLayer(words[0], words[1], attributes));
        });
        return cases;
    }

    /// Emits the layer.
    ///
    /// @param in its inputs, by PyTorch's names
    /// @param y shape of its output, which a transposed convolution has to know
    /// @param tensors the numbers of its inputs, where a loss has weights as settings
    Value emit(GraphBuilder b, Map<String, Value> in, Map<String, Tensor> tensors, Shape y) {
        Value x = get(in, in.containsKey("x") ? "x" : "a");
        return switch (op) {
            case "conv2d" -> bias(b, in, b.add(new Conv2d(window(2), groups()), x, get(in, "w")));
            case "conv1d" -> bias(b, in, b.add(new Conv2d(window(1), groups()), x, get(in, "w")));
            case "conv_transpose2d" ->
                bias(b, in, b.add(new Conv2dBackwardData(window(2), groups(), y), x, get(in, "w")));
            case "max_pool2d" -> b.add(new MaxPool2d(window(2)), x);
            case "adaptive_max_pool2d" -> b.add(adaptive(true, y), x);
            case "avg_pool2d" ->
                b.add(new AvgPool2d(window(2), !"False".equals(attributes.get("count_include_pad"))), x);
            case "adaptive_avg_pool2d" -> b.add(adaptive(false, y), x);
            case "relu" -> b.add(new Relu(), x);
            case "softmax", "softmax_large" -> b.add(new Softmax(number("dim", 1)), x);
            case "log_softmax" -> b.add(new LogSoftmax(number("dim", 1)), x);
            case "linear" -> bias(b, in, b.add(new MatMul(false, true), x, get(in, "w")));
            case "bce_with_logits",
                    "bce_with_logits_extreme",
                    "cross_entropy",
                    "cross_entropy_2d",
                    "huber_loss",
                    "infonce",
                    "kl_div",
                    "l1_loss",
                    "mse_loss",
                    "nll_loss",
                    "smooth_l1_loss",
                    "soft_dice",
                    "triplet_margin" -> TorchLosses.emit(this, b, in, tensors);
            case "batch_norm2d_train", "batch_norm2d_eval", "group_norm", "instance_norm2d", "layer_norm" ->
                TorchNorms.emit(this, b, in);
            case "interpolate", "local_response_norm", "pixel_shuffle", "pixel_unshuffle" ->
                TorchResampling.emit(this, b, x, y);
            default -> TorchArrays.emit(this, b, in);
        };
    }

    static Value get(Map<String, Value> in, String name) {
        Value v = in.get(name);
        if (v == null) {
            throw new IllegalStateException("no input " + name);
        }
        return v;
    }

    private static Value bias(GraphBuilder b, Map<String, Value> in, Value y) {
        return in.containsKey("b") ? b.add(new BiasAdd(), y, get(in, "b")) : y;
    }

    private static Op adaptive(boolean max, Shape y) {
        boolean global = y.size(2, 4) == 1;
        return !global
                ? new AdaptivePool2d(max, new AdaptiveWindows(y.dim(2), y.dim(3)))
                : max ? new GlobalMaxPool() : new GlobalAvgPool();
    }

    private int groups() {
        return number("groups", 1);
    }

    float decimal(String name, double otherwise) {
        return Float.parseFloat(attributes.getOrDefault(name, Double.toString(otherwise)));
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(attributes.getOrDefault(name, Integer.toString(otherwise)));
    }

    /// A pair of numbers; one number counts for the width, beside `first` for the height.
    int[] pair(String name, int otherwise, int first, int axes) {
        String s = attributes.getOrDefault(name, otherwise + (axes == 2 ? "," + otherwise : ""));
        int[] n = Arrays.stream(s.split(",")).mapToInt(Integer::parseInt).toArray();
        return n.length == 2 ? n : new int[] {first, n[0]};
    }

    private Window window(int axes) {
        int[] k = pair("k", 1, 1, axes);
        int[] s = pair("stride", 1, 1, axes);
        int[] p = pair("padding", 0, 0, axes);
        int[] d = pair("dilation", 1, 1, axes);
        boolean ceil = attributes.containsKey("ceil_mode");
        return new Window(k[0], k[1], s[0], s[1], p[0], p[1], p[0], p[1], d[0], d[1], ceil);
    }

    @Override
    public String toString() {
        return name + " " + attributes;
    }
}
