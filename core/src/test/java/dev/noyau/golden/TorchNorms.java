package dev.noyau.golden;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.BatchNorm;
import dev.noyau.graph.op.BatchNormInference;
import dev.noyau.graph.op.GroupNorm;
import dev.noyau.graph.op.LayerNorm;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// How the normalisations of PyTorch are said here.
final class TorchNorms {
    private TorchNorms() {}

    static Value emit(TorchLayer layer, GraphBuilder b, Map<String, Value> in) {
        Value x = TorchLayer.get(in, "x");
        Value weight = TorchLayer.get(in, "gamma");
        Value bias = TorchLayer.get(in, "beta");
        float eps = layer.decimal("eps", 1e-5);
        return switch (layer.op()) {
            case "batch_norm2d_train" -> training(layer, b, x, weight, bias);
            case "batch_norm2d_eval" ->
                b.add(
                        new BatchNormInference(eps),
                        x,
                        weight,
                        bias,
                        TorchLayer.get(in, "const_mean"),
                        TorchLayer.get(in, "const_var"));
            case "group_norm" -> b.add(new GroupNorm(layer.number("groups", 1), eps), x, weight, bias);
            case "instance_norm2d" -> b.add(new GroupNorm(x.shape().dim(1), eps), x, weight, bias);
            case "layer_norm" -> b.add(new LayerNorm(-weight.shape().rank(), eps), x, weight, bias);
            default -> throw new IllegalStateException("no such normalisation: " + layer.op());
        };
    }

    private static Value training(TorchLayer layer, GraphBuilder b, Value x, Value weight, Value bias) {
        Shape c = weight.shape();
        List<Value> y = b.addAll(
                new BatchNorm(layer.decimal("momentum", 0.1), layer.decimal("eps", 1e-5), true),
                x,
                weight,
                bias,
                b.constant(filled(c, layer.decimal("running_mean0", 0))),
                b.constant(filled(c, layer.decimal("running_var0", 1))));
        b.output("running_mean", y.get(1)).output("running_var", y.get(2));
        return y.getFirst();
    }

    private static Tensor filled(Shape shape, float value) {
        float[] all = new float[shape.intSize()];
        Arrays.fill(all, value);
        return Tensor.wrap(shape, all);
    }
}
