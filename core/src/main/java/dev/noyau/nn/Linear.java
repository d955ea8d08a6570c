package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.MatMul;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;

/// Fully connected layer (general affine map): `y = x·Wᵀ + b`.
///
/// **Shapes**: (N, K) → (N, features); tokens (N, T, K) → (N, T, features). Parameters `weight` (features, K) and
/// `bias` (features), both drawn uniformly in ±1/√K, the rule of [Conv2d]. ONNX: Gemm.
public record Linear(int features, boolean bias) implements Layer {
    public Linear {
        if (features < 1) {
            throw new IllegalArgumentException("Linear: the number of features must be at least 1, found " + features);
        }
    }

    public static Linear of(int features) {
        return new Linear(features, true);
    }

    public Linear noBias() {
        return new Linear(features, false);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        int rank = x.shape().rank();
        if (rank != 2 && rank != 3) {
            throw new ShapeException(scope.where("Linear") + ": expects (N, features), found input " + x.shape()
                    + "; put a Flatten before it");
        }
        Shape weight = Shape.of(features, x.shape().dim(-1));
        Init init = Init.kaimingUniform(Init.fanIn(weight));
        Value y = scope.op(new MatMul(false, true), x, scope.parameter("weight", weight, init));
        if (!bias) {
            return y;
        }
        Value b = scope.parameter("bias", Shape.of(features), init);
        return rank == 2 ? scope.op(new BiasAdd(), y, b) : scope.add(y, b);
    }
}
