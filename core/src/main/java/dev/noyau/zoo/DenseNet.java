package dev.noyau.zoo;

import dev.noyau.graph.Value;
import dev.noyau.nn.AvgPool2d;
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

/// DenseNet (Huang et al. 2017): each layer sees what all layers of its block gave.
///
/// **Shapes**: (N, C, H, W) → (N, classes). Parameters are named as torchvision's.
final class DenseNet {
    private static final int FIRST = 64;
    private static final int GROWTH = 32;
    private static final int BOTTLENECK = 4;

    private DenseNet() {}

    static Layer densenet121(int classes) {
        List<Integer> depths = List.of(6, 12, 24, 16);
        List<Layer> features = new ArrayList<>(List.of(
                Named.of("conv0", Conv2d.of(FIRST, 7).stride(2).padding(3).noBias()),
                Named.of("norm0", new BatchNorm2d()),
                Named.of("relu0", new Relu()),
                Named.of("pool0", MaxPool2d.of(3).stride(2).padding(1))));
        int channels = FIRST;
        for (int i = 0; i < depths.size(); i++) {
            features.add(Named.of("denseblock" + (i + 1), new Dense(depths.get(i))));
            channels += depths.get(i) * GROWTH;
            if (i < depths.size() - 1) {
                channels /= 2;
                features.add(Named.of("transition" + (i + 1), transition(channels)));
            }
        }
        features.add(Named.of("norm5", new BatchNorm2d()));
        Layer net = Sequential.of(
                Named.of("features", new Sequential(features)),
                Named.of("relu", new Relu()),
                Named.of("avgpool", new GlobalAvgPool()),
                Named.of("flatten", new Flatten()),
                Named.of("classifier", Linear.of(classes)));
        return new Drawn(net, Rules.FAN_IN);
    }

    private static Layer transition(int filters) {
        return Sequential.of(
                Named.of("norm", new BatchNorm2d()),
                Named.of("relu", new Relu()),
                Named.of("conv", Conv2d.of(filters, 1).noBias()),
                Named.of("pool", AvgPool2d.of(2)));
    }

    private record Dense(int layers) implements Layer {
        private static final Layer LAYER = Sequential.of(
                Named.of("norm1", new BatchNorm2d()),
                Named.of("relu1", new Relu()),
                Named.of("conv1", Conv2d.of(BOTTLENECK * GROWTH, 1).noBias()),
                Named.of("norm2", new BatchNorm2d()),
                Named.of("relu2", new Relu()),
                Named.of("conv2", Conv2d.of(GROWTH, 3).same().noBias()));

        @Override
        public Value apply(Scope scope, Value x) {
            Value all = x;
            for (int i = 1; i <= layers; i++) {
                all = scope.concat(1, all, scope.apply("denselayer" + i, LAYER, all));
            }
            return all;
        }
    }
}
