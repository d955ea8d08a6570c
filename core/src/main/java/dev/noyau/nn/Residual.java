package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.tensor.ShapeException;
import org.jspecify.annotations.Nullable;

/// A skip connection: `y = body(x) + shortcut(x)` (He et al. 2016). Without a shortcut the input itself is added.
///
/// **Shapes**: body and shortcut must give the same shape.
public record Residual(Layer body, @Nullable Layer shortcut) implements Layer {
    public static Residual of(Layer body) {
        return new Residual(body, null);
    }

    public static Residual of(Layer body, Layer shortcut) {
        return new Residual(body, shortcut);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        Value y = scope.apply("body", body, x);
        Value skip = shortcut == null ? x : scope.apply("shortcut", shortcut, x);
        if (!y.shape().equals(skip.shape())) {
            throw new ShapeException(scope.where("Residual") + ": the body gives " + y.shape() + ", the "
                    + (shortcut == null ? "input is " : "shortcut gives ") + skip.shape()
                    + ". Give a shortcut (a 1×1 convolution with the same stride) that makes them equal");
        }
        return scope.add(y, skip);
    }
}
