package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Transpose;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import org.jspecify.annotations.Nullable;

/// Self-attention with several heads (Vaswani et al. 2017): each token becomes a mean of all tokens' values,
/// weighted by how well its query fits their keys; each head does so with its own part of the features.
///
/// `y = concat_h(softmax(Q_h·K_hᵀ/√d)·V_h)·Wᵀ + b` with `[Q, K, V] = x·W_inᵀ + b_in` and `d = D/heads`.
///
/// **Shapes**: (N, T, D) → (N, T, D). Parameters, named as PyTorch's: `in_proj_weight` (3D, D), `in_proj_bias` (3D),
/// `out_proj.weight` (D, D), `out_proj.bias` (D). ONNX: MatMul, Softmax, and so on.
///
/// @param heads a divisor of D
public record MultiHeadAttention(int heads) implements Layer {
    public MultiHeadAttention {
        if (heads < 1) {
            throw new IllegalArgumentException(
                    "MultiHeadAttention: the number of heads must be at least 1, found " + heads);
        }
    }

    @Override
    public Value apply(Scope scope, Value x) {
        Shape s = x.shape();
        if (s.rank() != 3 || s.dim(2) % heads != 0) {
            throw new ShapeException(scope.where("MultiHeadAttention") + ": expects (N, T, D) with D a multiple of "
                    + heads + " heads, found input " + s);
        }
        int features = s.dim(2);
        Value weight = scope.parameter(
                "in_proj_weight",
                Shape.of(3 * features, features),
                new Init.Uniform(Math.sqrt(6.0 / (4.0 * features))));
        Value bias = scope.parameter("in_proj_bias", Shape.of(3 * features), Init.zeros());
        Value qkv = scope.add(scope.op(new MatMul(false, true), x, weight), bias);
        return scope.apply("out_proj", Linear.of(features), joint(scope, qkv, heads));
    }

    /// The heads' attention side by side, without the maps before and after it.
    ///
    /// **Shapes**: (N, T, 3D), queries, keys and values one after the other → (N, T, D).
    public static Value joint(Scope scope, Value qkv, int heads) {
        Shape s = qkv.shape().with(2, qkv.shape().dim(2) / 3);
        Value[] part = new Value[3];
        for (int i = 0; i < 3; i++) {
            part[i] = heads(scope, scope.op(Slice.of(2, i * s.dim(2), (i + 1) * s.dim(2)), qkv), heads);
        }
        Value y = attention(scope, part[0], part[1], part[2], null);
        return scope.op(new Reshape(s), scope.op(Transpose.of(0, 2, 1, 3), y));
    }

    /// (N, T, D) as (N, heads, T, D/heads).
    private static Value heads(Scope scope, Value v, int heads) {
        Shape s = v.shape();
        Shape split = Shape.of(s.dim(0), s.dim(1), heads, s.dim(2) / heads);
        return scope.op(Transpose.of(0, 2, 1, 3), scope.op(new Reshape(split), v));
    }

    /// Scaled dot-product attention: `softmax(q·kᵀ/√d + mask)·v`.
    ///
    /// **Shapes**: q (..., T, d), k (..., S, d), v (..., S, e) → (..., T, e).
    ///
    /// @param mask added to the scores, broadcast to (..., T, S): -∞ where a query must not look; null for none
    public static Value attention(Scope scope, Value q, Value k, Value v, @Nullable Value mask) {
        float scale = (float) (1 / Math.sqrt(q.shape().dim(-1)));
        Value scaled = scope.op(new Mul(), q, scope.constant(scale));
        Value scores = scope.op(new MatMul(false, true), scaled, k);
        Value seen = mask == null ? scores : scope.add(scores, mask);
        return scope.op(new MatMul(false, false), scope.op(new dev.noyau.graph.op.Softmax(-1), seen), v);
    }
}
