package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Mode;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.BatchNorm;
import dev.noyau.graph.op.BatchNormInference;
import dev.noyau.graph.op.GroupNorm;
import dev.noyau.graph.op.LayerNorm;
import dev.noyau.graph.op.LocalResponseNorm;
import dev.noyau.graph.op.Reduce;
import dev.noyau.graph.op.Unary;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Batch, group, instance, layer and local response normalisation.
final class Normalisations {
    private static final float EPS = 1e-5f;

    private Normalisations() {}

    /// With the batch's statistics in training and where the file says so, else with the stored ones.
    static void batch(Site s) {
        s.attribute("consumed_inputs"); // before opset 7
        s.attribute("is_test");
        if (s.opset() < 9 && s.integer("spatial", 1) == 0) {
            throw s.unsupported("statistics for each pixel (spatial = 0) are not supported");
        }
        float eps = s.real("epsilon", EPS);
        float momentum = s.real("momentum", 0.9f);
        Value x = s.value(0);
        Value weight = s.weight(1);
        Value bias = s.weight(2);
        Value mean = s.state(3);
        Value variance = s.state(4);
        boolean asked = s.opset() >= 14 && s.integer("training_mode", 0) != 0;
        if (!asked && s.mode() == Mode.INFERENCE) {
            s.result(s.emit(new BatchNormInference(eps), x, weight, bias, mean, variance));
            return;
        }
        List<Value> y = s.emitAll(new BatchNorm(1 - momentum, eps, false), x, weight, bias, mean, variance);
        s.result(y.get(0));
        s.result(1, y.get(1));
        s.result(2, y.get(2));
        if (s.mode() == Mode.TRAINING) {
            s.update(3, y.get(1));
            s.update(4, y.get(2));
        }
    }

    static void instance(Site s) {
        s.attribute("consumed_inputs");
        Value x = s.value(0);
        GroupNorm op = new GroupNorm(x.shape().dim(1), s.real("epsilon", EPS));
        s.result(s.emit(op, x, s.weight(1), s.weight(2)));
    }

    /// Before opset 21 there was a scale for each group, not for each channel.
    static void group(Site s) {
        Value x = s.value(0);
        s.integer("stash_type", 1); // all is computed in float32
        int groups = s.toInt(s.integer("num_groups", 0), "num_groups");
        GroupNorm op = new GroupNorm(groups, s.real("epsilon", EPS));
        s.result(s.emit(op, x, perChannel(s, 1, x, groups), perChannel(s, 2, x, groups)));
    }

    private static Value perChannel(Site s, int input, Value x, int groups) {
        Value w = s.weight(input);
        int channels = x.shape().dim(1);
        if (s.opset() >= 21 || groups == channels) {
            return w;
        }
        Value each = s.reshape(w, Shape.of(groups, 1));
        Value all = s.emit(new dev.noyau.graph.op.BroadcastTo(Shape.of(groups, channels / groups)), each);
        return s.reshape(all, Shape.of(channels));
    }

    static void layer(Site s) {
        Value x = s.value(0);
        s.integer("stash_type", 1);
        int axis = s.axis(s.integer("axis", -1), x.shape());
        Value weight = normed(s, x, axis, s.weight(1));
        Value bias = s.has(2) ? normed(s, x, axis, s.weight(2)) : filled(s, weight.shape(), 0);
        List<Value> y = s.emitAll(new LayerNorm(axis, s.real("epsilon", EPS)), x, weight, bias);
        s.result(y.get(0));
        s.result(1, y.get(1));
        s.result(2, y.get(2));
    }

    /// A weight that broadcasts to the axes that are normalised over.
    private static Value normed(Site s, Value x, int axis, Value w) {
        Shape full =
                Shape.of(Arrays.copyOfRange(x.shape().dims(), axis, x.shape().rank()));
        return w.shape().equals(full) ? w : s.emit(new dev.noyau.graph.op.BroadcastTo(full), w);
    }

    private static Value filled(Site s, Shape shape, float value) {
        float[] v = new float[shape.intSize()];
        Arrays.fill(v, value);
        return s.builder().constant(Tensor.wrap(shape, v));
    }

    /// `x / √(mean x² + ε) · weight` over the axes from `axis` on.
    static void rms(Site s) {
        Value x = s.value(0);
        s.integer("stash_type", 1);
        int axis = s.axis(s.integer("axis", -1), x.shape());
        Arithmetic a = new Arithmetic(s.builder());
        List<Integer> axes = new ArrayList<>();
        for (int i = axis; i < x.shape().rank(); i++) {
            axes.add(i);
        }
        Value mean = s.emit(new Reduce(Reduce.Kind.MEAN, axes, true), a.square(x));
        Value root = a.unary(Unary.Kind.SQRT, a.add(mean, s.real("epsilon", EPS)));
        s.result(a.mul(a.div(x, root), s.weight(1)));
    }

    /// `(x - mean) / (deviation + 1e-9)`.
    static void meanVariance(Site s) {
        Value x = s.value(0);
        long[] given = s.ints("axes");
        List<Integer> axes = new ArrayList<>();
        for (long a : given == null ? new long[] {0, 2, 3} : given) {
            axes.add(s.axis(a, x.shape()));
        }
        Arithmetic a = new Arithmetic(s.builder());
        Reduce mean = new Reduce(Reduce.Kind.MEAN, axes, true);
        Value centred = a.sub(x, s.emit(mean, x));
        Value deviation = a.unary(Unary.Kind.SQRT, s.emit(mean, a.square(centred)));
        s.result(a.div(centred, a.add(deviation, 1e-9f)));
    }

    static void localResponse(Site s) {
        Value x = s.value(0);
        int size = s.toInt(s.integer("size", 1), "size");
        int before = (size - 1) / 2;
        s.result(s.emit(
                new LocalResponseNorm(
                        before, size - 1 - before, s.real("alpha", 1e-4f), s.real("beta", 0.75f), s.real("bias", 1)),
                x));
    }
}
