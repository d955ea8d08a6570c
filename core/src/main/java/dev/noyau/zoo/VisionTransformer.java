package dev.noyau.zoo;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Slice;
import dev.noyau.nn.Activation;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Drawn;
import dev.noyau.nn.Init;
import dev.noyau.nn.Layer;
import dev.noyau.nn.LayerNorm;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MultiHeadAttention;
import dev.noyau.nn.Named;
import dev.noyau.nn.Scope;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;

/// Vision transformer (Dosovitskiy et al. 2021): patches of the image are tokens, one more token gathers what the
/// classes are told from. Parameters are named as timm's.
///
/// **Shapes**: (N, C, H, W) → (N, classes). The positions' parameter fixes H and W.
///
/// @param patch height and width of a patch
/// @param features of a token
/// @param depth number of blocks
/// @param heads of each block's attention
record VisionTransformer(int patch, int features, int depth, int heads, int classes) implements Layer {
    private static final float EPS = 1e-6f;
    private static final int EXPAND = 4;

    /// DeiT-Tiny's sizes (Touvron et al. 2021).
    static Layer tiny(int classes) {
        return new Drawn(new VisionTransformer(16, 192, 12, 3, classes), Rules.NARROW);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        Layer project = Named.of("proj", Conv2d.of(features, patch).stride(patch));
        Value v = positioned(scope, scope.apply("patch_embed", project, x));
        for (int i = 0; i < depth; i++) {
            v = scope.apply("blocks." + i, new Block(heads), v);
        }
        Value y = scope.apply("norm", norm(), v);
        Value first = scope.reshape(scope.op(Slice.of(1, 0, 1), y), x.shape().dim(0), features);
        return scope.apply("head", Linear.of(classes), first);
    }

    private Value positioned(Scope scope, Value image) {
        Shape s = image.shape();
        int patches = s.dim(2) * s.dim(3);
        Value tokens = scope.transpose(scope.reshape(image, s.dim(0), features, patches), 0, 2, 1);
        Value first = scope.parameter("cls_token", Shape.of(1, 1, features), Init.zeros());
        Value firsts = scope.op(new BroadcastTo(Shape.of(s.dim(0), 1, features)), first);
        Value where = scope.parameter("pos_embed", Shape.of(1, patches + 1, features), new Init.Normal(Rules.STD));
        return scope.add(scope.concat(1, firsts, tokens), where);
    }

    private static Layer norm() {
        return new LayerNorm().eps(EPS);
    }

    /// `x + attention(norm(x))`, then `x + mlp(norm(x))`.
    private record Block(int heads) implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            int features = x.shape().dim(2);
            Value y = scope.add(
                    x,
                    Sequential.of(Named.of("norm1", norm()), Named.of("attn", new Attention(heads)))
                            .apply(scope, x));
            Layer mlp = Sequential.of(
                    Named.of("fc1", Linear.of(EXPAND * features)),
                    Named.of("act", Activation.gelu()),
                    Named.of("fc2", Linear.of(features)));
            return scope.add(
                    y,
                    Sequential.of(Named.of("norm2", norm()), Named.of("mlp", mlp))
                            .apply(scope, y));
        }
    }

    private record Attention(int heads) implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            int features = x.shape().dim(2);
            Value qkv = scope.apply("qkv", Linear.of(3 * features), x);
            return scope.apply("proj", Linear.of(features), MultiHeadAttention.joint(scope, qkv, heads));
        }
    }
}
