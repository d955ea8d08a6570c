package dev.noyau.zoo;

import dev.noyau.graph.Value;
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

/// Residual networks (He et al. 2016) for photographs. Bottlenecks have their stride at the 3×3 convolution, as
/// torchvision's have.
///
/// **Shapes**: (N, C, H, W) → (N, classes). Parameters are named as torchvision's.
final class ResNet {
    private static final int BOTTLENECK = 4;
    private static final int FIRST = 64;

    private ResNet() {}

    static Layer resnet18(int classes) {
        return resnet(List.of(2, 2, 2, 2), false, classes);
    }

    static Layer resnet34(int classes) {
        return resnet(List.of(3, 4, 6, 3), false, classes);
    }

    static Layer resnet50(int classes) {
        return resnet(List.of(3, 4, 6, 3), true, classes);
    }

    private static Layer resnet(List<Integer> depths, boolean bottleneck, int classes) {
        List<Layer> parts = new ArrayList<>(List.of(
                Named.of("conv1", Conv2d.of(FIRST, 7).stride(2).padding(3).noBias()),
                Named.of("bn1", new BatchNorm2d()),
                Named.of("relu", new Relu()),
                Named.of("maxpool", MaxPool2d.of(3).stride(2).padding(1))));
        for (int stage = 0; stage < depths.size(); stage++) {
            List<Layer> blocks = new ArrayList<>();
            for (int i = 0; i < depths.get(stage); i++) {
                blocks.add(new Block(FIRST << stage, i == 0 && stage > 0 ? 2 : 1, bottleneck));
            }
            parts.add(Named.of("layer" + (stage + 1), new Sequential(blocks)));
        }
        parts.add(Named.of("avgpool", new GlobalAvgPool()));
        parts.add(Named.of("flatten", new Flatten()));
        parts.add(Named.of("fc", Linear.of(classes)));
        return new Drawn(new Sequential(parts), Rules.FAN_OUT);
    }

    /// `relu(body(x) + x)`; where the size changes, x goes through a 1×1 convolution.
    ///
    /// @param width filters of the 3×3 convolutions
    private record Block(int width, int stride, boolean bottleneck) implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            int filters = bottleneck ? BOTTLENECK * width : width;
            Value y = (bottleneck ? narrow(filters) : basic()).apply(scope, x);
            Value skip =
                    stride == 1 && x.shape().dim(1) == filters ? x : scope.apply("downsample", shortcut(filters), x);
            return scope.apply("relu", new Relu(), scope.add(y, skip));
        }

        private Layer basic() {
            return Sequential.of(
                    Named.of("conv1", Conv2d.of(width, 3).same().stride(stride).noBias()),
                    Named.of("bn1", new BatchNorm2d()),
                    Named.of("relu1", new Relu()),
                    Named.of("conv2", Conv2d.of(width, 3).same().noBias()),
                    Named.of("bn2", new BatchNorm2d()));
        }

        private Layer narrow(int filters) {
            return Sequential.of(
                    Named.of("conv1", Conv2d.of(width, 1).noBias()),
                    Named.of("bn1", new BatchNorm2d()),
                    Named.of("relu1", new Relu()),
                    Named.of("conv2", Conv2d.of(width, 3).same().stride(stride).noBias()),
                    Named.of("bn2", new BatchNorm2d()),
                    Named.of("relu2", new Relu()),
                    Named.of("conv3", Conv2d.of(filters, 1).noBias()),
                    Named.of("bn3", new BatchNorm2d()));
        }

        private Layer shortcut(int filters) {
            return Sequential.of(Conv2d.of(filters, 1).stride(stride).noBias(), new BatchNorm2d());
        }
    }
}
