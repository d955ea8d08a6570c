package dev.noyau.nn;

import dev.noyau.graph.Mode;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.BatchNorm;
import dev.noyau.graph.op.BatchNormInference;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/// What [BatchNorm1d] and [BatchNorm2d] share.
///
/// @param momentum share of a batch's statistics in the running ones
/// @param eps added to the variance
/// @param affine whether each channel has a trained scale and shift
/// @param frozen whether training, too, uses the running statistics and leaves them as they are
record BatchNormalisation(float momentum, float eps, boolean affine, boolean frozen) {
    BatchNormalisation {
        new BatchNorm(momentum, eps, true);
    }

    /// @param ranks the ranks of input that the layer takes
    Value apply(Scope scope, String layer, Value x, String expected, Integer... ranks) {
        if (!Arrays.asList(ranks).contains(x.shape().rank())) {
            throw new ShapeException(scope.where(layer) + ": expects " + expected + ", found input " + x.shape());
        }
        Shape c = Shape.of(x.shape().dim(1));
        Value weight = affine ? scope.parameter("weight", c, Init.ones()) : constant(scope, c, 1);
        Value bias = affine ? scope.parameter("bias", c, Init.zeros()) : constant(scope, c, 0);
        Value mean = scope.state("running_mean", c, Init.zeros());
        Value variance = scope.state("running_var", c, Init.ones());
        if (frozen || scope.mode() == Mode.INFERENCE) {
            return scope.op(new BatchNormInference(eps), x, weight, bias, mean, variance);
        }
        List<Value> y = scope.builder().addAll(new BatchNorm(momentum, eps, true), x, weight, bias, mean, variance);
        scope.update("running_mean", y.get(1));
        scope.update("running_var", y.get(2));
        return y.getFirst();
    }

    /// A vector of equal numbers in place of a parameter.
    static Value constant(Scope scope, Shape shape, float value) {
        float[] all = new float[shape.intSize()];
        Arrays.fill(all, value);
        return scope.builder().constant(Tensor.wrap(shape, all));
    }
}
