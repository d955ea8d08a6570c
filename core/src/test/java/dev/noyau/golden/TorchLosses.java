package dev.noyau.golden;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.LogSoftmax;
import dev.noyau.nn.CrossEntropy;
import dev.noyau.nn.Losses;
import dev.noyau.tensor.Tensor;
import java.util.Map;

/// How the losses of PyTorch are said here.
final class TorchLosses {
    private TorchLosses() {}

    static Value emit(TorchLayer layer, GraphBuilder b, Map<String, Value> in, Map<String, Tensor> tensors) {
        return switch (layer.op()) {
            case "nll_loss" ->
                Losses.crossEntropy().ofLogProbabilities(b, logSoftmax(b, in), TorchLayer.get(in, "target"));
            case "kl_div" ->
                Losses.klDivergence().ofLogProbabilities(b, logSoftmax(b, in), TorchLayer.get(in, "const_t"));
            case "triplet_margin" ->
                Losses.triplet(layer.decimal("margin", 1))
                        .of(b, TorchLayer.get(in, "a"), TorchLayer.get(in, "p"), TorchLayer.get(in, "n"));
            case "infonce" ->
                Losses.infoNce(layer.decimal("temperature", 1)).of(b, TorchLayer.get(in, "a"), TorchLayer.get(in, "b"));
            case "cross_entropy", "cross_entropy_2d" ->
                crossEntropy(layer, tensors).apply(b, TorchLayer.get(in, "x"), TorchLayer.get(in, "target"));
            default -> loss(layer).apply(b, TorchLayer.get(in, "x"), TorchLayer.get(in, "const_t"));
        };
    }

    private static Value logSoftmax(GraphBuilder b, Map<String, Value> in) {
        return b.add(new LogSoftmax(1), TorchLayer.get(in, "x"));
    }

    private static CrossEntropy crossEntropy(TorchLayer layer, Map<String, Tensor> tensors) {
        CrossEntropy l = Losses.crossEntropy().smoothing(layer.decimal("label_smoothing", 0));
        if (layer.attributes().containsKey("ignore_index")) {
            l = l.ignoring(layer.number("ignore_index", -1));
        }
        Tensor w = tensors.get("const_w");
        if (w != null) {
            l = l.weights(w.data());
        }
        return "sum".equals(layer.attributes().get("reduction")) ? l.summing() : l;
    }

    private static LossFunction loss(TorchLayer layer) {
        return switch (layer.op()) {
            case "bce_with_logits", "bce_with_logits_extreme" ->
                Losses.binaryCrossEntropy().positiveWeight(layer.decimal("pos_weight", 1));
            case "soft_dice" -> Losses.binaryDice().smooth(layer.decimal("smooth", 1));
            case "mse_loss" -> Losses.mse();
            case "l1_loss" -> Losses.l1();
            case "smooth_l1_loss" -> Losses.smoothL1(1);
            case "huber_loss" -> Losses.huber(layer.decimal("delta", 1));
            default -> throw new IllegalStateException("no such loss here: " + layer.op());
        };
    }
}
