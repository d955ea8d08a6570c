package dev.noyau.golden;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.PRelu;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Reshape;
import dev.noyau.nn.Activation;
import dev.noyau.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// PyTorch's layers that treat values one by one, or as vectors: activations, padding, lengths and angles.
final class TorchArrays {
    private TorchArrays() {}

    static Value emit(TorchLayer layer, GraphBuilder b, Map<String, Value> in) {
        return switch (layer.op()) {
            case "prelu" -> prelu(b, TorchLayer.get(in, "x"), TorchLayer.get(in, "w"));
            case "pad" -> pad(layer, b, TorchLayer.get(in, "x"));
            case "normalize_l2" -> new Arithmetic(b).normalize(TorchLayer.get(in, "x"), 1, real(layer, "eps"));
            case "cosine_similarity" -> cosine(new Arithmetic(b), TorchLayer.get(in, "a"), TorchLayer.get(in, "b"));
            default -> b.add(activation(layer).function(), TorchLayer.get(in, "x"));
        };
    }

    private static float real(TorchLayer layer, String name) {
        return Float.parseFloat(layer.attributes().get(name));
    }

    private static Activation activation(TorchLayer layer) {
        return switch (layer.op()) {
            case "relu6" -> Activation.relu6();
            case "elu" -> Activation.elu(1);
            case "selu" -> Activation.selu();
            case "celu" -> Activation.celu(real(layer, "alpha"));
            case "sigmoid" -> Activation.sigmoid();
            case "tanh" -> Activation.tanh();
            case "softplus" -> Activation.softplus();
            case "softsign" -> Activation.softsign();
            case "hardsigmoid" -> Activation.hardSigmoid();
            case "hardswish" -> Activation.hardSwish();
            case "silu" -> Activation.silu();
            case "mish" -> Activation.mish();
            case "gelu" -> Activation.gelu();
            case "gelu_tanh" -> Activation.geluTanh();
            case "hardtanh" -> Activation.hardTanh();
            case "logsigmoid" -> Activation.logSigmoid();
            case "leaky_relu" -> Activation.leakyRelu(real(layer, "slope"));
            default -> throw new IllegalStateException("no such layer here: " + layer.op());
        };
    }

    private static Value prelu(GraphBuilder b, Value x, Value w) {
        return b.add(new PRelu(), x, b.add(new Reshape(Shape.of(w.shape().dim(0), 1, 1)), w));
    }

    private static Value pad(TorchLayer layer, GraphBuilder b, Value x) {
        int[] p = Arrays.stream(layer.attributes().get("pad_lrtb").split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
        Pad.Mode mode = switch (layer.attributes().get("mode")) {
            case "reflect" -> Pad.Mode.REFLECT;
            case "replicate" -> Pad.Mode.EDGE;
            case "circular" -> Pad.Mode.WRAP;
            default -> Pad.Mode.CONSTANT;
        };
        float value = mode == Pad.Mode.CONSTANT ? real(layer, "value") : 0;
        return b.add(new Pad(List.of(0, 0, p[2], p[0], 0, 0, p[3], p[1]), mode, value), x);
    }

    private static Value cosine(Arithmetic a, Value x, Value y) {
        Value product = a.mul(a.normalize(x, 1, 1e-8f), a.normalize(y, 1, 1e-8f));
        return a.b().add(new ReduceSum(List.of(1), false), product);
    }
}
