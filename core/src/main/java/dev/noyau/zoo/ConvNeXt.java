package dev.noyau.zoo;

import dev.noyau.graph.Value;
import dev.noyau.nn.Activation;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Drawn;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.Init;
import dev.noyau.nn.Layer;
import dev.noyau.nn.LayerNorm;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Named;
import dev.noyau.nn.Scope;
import dev.noyau.nn.Sequential;
import dev.noyau.nn.StochasticDepth;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// ConvNeXt (Liu et al. 2022): a convolutional network built as transformers are. Layer norm and matrices work on the
/// channels of each pixel, which is a token for them.
///
/// **Shapes**: (N, C, H, W) → (N, classes). Parameters are named as torchvision's.
final class ConvNeXt {
    private static final float EPS = 1e-6f;
    private static final int EXPAND = 4;
    private static final double DROPPED = 0.1;

    private ConvNeXt() {}

    static Layer tiny(int classes) {
        List<Integer> depths = List.of(3, 3, 9, 3);
        List<Integer> widths = List.of(96, 192, 384, 768);
        int all = depths.stream().mapToInt(d -> d).sum();
        List<Layer> features = new ArrayList<>();
        int done = 0;
        for (int stage = 0; stage < depths.size(); stage++) {
            int width = widths.get(stage);
            features.add(
                    stage == 0
                            ? Sequential.of(Conv2d.of(width, 4).stride(4), new PixelNorm())
                            : Sequential.of(new PixelNorm(), Conv2d.of(width, 2).stride(2)));
            List<Layer> blocks = new ArrayList<>();
            for (int i = 0; i < depths.get(stage); i++) {
                blocks.add(new Block(DROPPED * done++ / (all - 1)));
            }
            features.add(new Sequential(blocks));
        }
        Layer net = Sequential.of(
                Named.of("features", new Sequential(features)),
                Named.of("avgpool", new GlobalAvgPool()),
                Named.of("classifier", new PixelNorm(), new Flatten(), Linear.of(classes)));
        return new Drawn(net, Rules.NARROW);
    }

    /// (N, C, H, W) → (N, H·W, C).
    private static Value tokens(Scope scope, Value x) {
        Shape s = x.shape();
        return scope.transpose(scope.reshape(x, s.dim(0), s.dim(1), s.dim(2) * s.dim(3)), 0, 2, 1);
    }

    /// (N, H·W, C) → (N, C, H, W).
    private static Value image(Scope scope, Value x, Shape shape) {
        return scope.op(new dev.noyau.graph.op.Reshape(shape), scope.transpose(x, 0, 2, 1));
    }

    /// Layer norm over the channels of each pixel.
    private record PixelNorm() implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            return image(scope, new LayerNorm().eps(EPS).apply(scope, tokens(scope, x)), x.shape());
        }
    }

    /// `x + scale · body(x)`: a 7×7 convolution for each channel, then two matrices for each pixel.
    private record Block(double dropped) implements Layer {
        private static final float FIRST_SCALE = 1e-6f;

        @Override
        public Value apply(Scope scope, Value x) {
            int c = x.shape().dim(1);
            Value scale = scope.parameter("layer_scale", Shape.of(c, 1, 1), new Init.Constant(FIRST_SCALE));
            Value y = scope.apply("block", new Body(c), x);
            return scope.add(x, scope.apply("stochastic_depth", StochasticDepth.of(dropped), scope.mul(y, scale)));
        }
    }

    /// The positions are those of torchvision, where changes of layout count, too.
    private record Body(int channels) implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            Value y = scope.apply("0", Conv2d.depthwise(channels, 7).same(), x);
            Value pixels = Sequential.of(
                            Named.of("2", new LayerNorm().eps(EPS)),
                            Named.of("3", Linear.of(EXPAND * channels)),
                            Named.of("4", Activation.gelu()),
                            Named.of("5", Linear.of(channels)))
                    .apply(scope, tokens(scope, y));
            return image(scope, pixels, x.shape());
        }
    }
}
