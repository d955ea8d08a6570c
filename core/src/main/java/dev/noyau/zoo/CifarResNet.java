package dev.noyau.zoo;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Pad;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Drawn;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Named;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Scope;
import dev.noyau.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// Residual networks for CIFAR-10's small images (He et al. 2016, section 4.2) of 6n + 2 layers, with shortcuts that
/// have no parameters (option A): every second pixel, and channels of zeros on both sides.
///
/// **Shapes**: (N, C, H, W) → (N, classes). Parameters are named as in the widely used PyTorch version of Y. Idelbayev.
final class CifarResNet {
    private static final int FIRST = 16;
    private static final int STAGES = 3;

    private CifarResNet() {}

    /// @param depth 20, 32, 44, 56: 6n + 2
    static Layer resnet(int depth, int classes) {
        int n = (depth - 2) / (2 * STAGES);
        List<Layer> parts = new ArrayList<>(List.of(
                Named.of("conv1", Conv2d.of(FIRST, 3).same().noBias()),
                Named.of("bn1", new BatchNorm2d()),
                Named.of("relu", new Relu())));
        for (int stage = 0; stage < STAGES; stage++) {
            List<Layer> blocks = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                blocks.add(new Block(FIRST << stage, i == 0 && stage > 0 ? 2 : 1));
            }
            parts.add(Named.of("layer" + (stage + 1), new Sequential(blocks)));
        }
        parts.add(Named.of("avgpool", new GlobalAvgPool()));
        parts.add(Named.of("flatten", new Flatten()));
        parts.add(Named.of("linear", Linear.of(classes)));
        return new Drawn(new Sequential(parts), Rules.FAN_IN);
    }

    private record Block(int filters, int stride) implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            Value y = Sequential.of(
                            Named.of(
                                    "conv1",
                                    Conv2d.of(filters, 3).same().stride(stride).noBias()),
                            Named.of("bn1", new BatchNorm2d()),
                            Named.of("relu1", new Relu()),
                            Named.of("conv2", Conv2d.of(filters, 3).same().noBias()),
                            Named.of("bn2", new BatchNorm2d()))
                    .apply(scope, x);
            Value skip = stride == 1 ? x : scope.apply("shortcut", new Shortcut(filters, stride), x);
            return scope.apply("relu2", new Relu(), scope.add(y, skip));
        }
    }

    /// Pooling with a window of one pixel takes every second one.
    private record Shortcut(int filters, int stride) implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            Value every = scope.apply("pixels", MaxPool2d.of(1).stride(stride), x);
            int more = filters - x.shape().dim(1);
            int before = more / 2;
            return scope.op(Pad.zeros(List.of(0, before, 0, 0, 0, more - before, 0, 0)), every);
        }
    }
}
