package dev.noyau.zoo;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Window;
import dev.noyau.nn.Init;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Scope;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;

/// A convolution before a rectifier, whose weights are uniform in ±√(6/fanIn) (He et al. 2015): the signal keeps its
/// size through many layers, also where no norm restores it. Its parameters are those of [dev.noyau.nn.Conv2d].
///
/// **Shapes**: (N, C, H, W) → (N, filters, H', W').
///
/// @param filters channels of the output
/// @param window kernel, stride and padding
/// @param bias whether a number is added to each output channel, 0 at first
record FilteredConv(int filters, Window window, boolean bias) implements Layer {
    @Override
    public Value apply(Scope scope, Value x) {
        if (x.shape().rank() != 4) {
            throw new ShapeException(scope.where("Conv2d") + ": expects images (N, C, H, W), found " + x.shape());
        }
        Shape weight = Shape.of(filters, x.shape().dim(1), window.kh(), window.kw());
        Init he = new Init.Uniform(Math.sqrt(6.0 / weight.size(1, 4)));
        Value y = scope.op(new Conv2d(window, 1), x, scope.parameter("weight", weight, he));
        return bias ? scope.op(new BiasAdd(), y, scope.parameter("bias", Shape.of(filters), Init.zeros())) : y;
    }
}
