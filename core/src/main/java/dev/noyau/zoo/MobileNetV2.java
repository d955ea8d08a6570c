package dev.noyau.zoo;

import dev.noyau.graph.Value;
import dev.noyau.nn.Activation;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Drawn;
import dev.noyau.nn.Dropout;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Named;
import dev.noyau.nn.Scope;
import dev.noyau.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// MobileNetV2 (Sandler et al. 2018): inverted residuals, whose 3×3 convolutions see one channel each.
///
/// **Shapes**: (N, C, H, W) → (N, classes). Parameters are named as torchvision's.
final class MobileNetV2 {
    private static final int FIRST = 32;
    private static final int LAST = 1280;

    /// @param expand how many times the channels within
    private record Stage(int expand, int filters, int blocks, int stride) {}

    private static final List<Stage> STAGES = List.of(
            new Stage(1, 16, 1, 1),
            new Stage(6, 24, 2, 2),
            new Stage(6, 32, 3, 2),
            new Stage(6, 64, 4, 2),
            new Stage(6, 96, 3, 1),
            new Stage(6, 160, 3, 2),
            new Stage(6, 320, 1, 1));

    private MobileNetV2() {}

    static Layer of(int classes) {
        List<Layer> features = new ArrayList<>();
        features.add(activated(Conv2d.of(FIRST, 3).same().stride(2)));
        for (Stage s : STAGES) {
            for (int i = 0; i < s.blocks; i++) {
                features.add(new Inverted(s.expand, s.filters, i == 0 ? s.stride : 1));
            }
        }
        features.add(activated(Conv2d.of(LAST, 1)));
        Layer net = Sequential.of(
                Named.of("features", new Sequential(features)),
                Named.of("avgpool", new GlobalAvgPool()),
                Named.of("flatten", new Flatten()),
                Named.of("classifier", Dropout.of(0.2), Linear.of(classes)));
        return new Drawn(net, Rules.FAN_OUT);
    }

    private static Layer activated(Conv2d conv) {
        return Sequential.of(conv.noBias(), new BatchNorm2d(), Activation.relu6());
    }

    /// 1×1 to more channels, 3×3 for each channel, 1×1 to few channels without an activation.
    private record Inverted(int expand, int filters, int stride) implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            int in = x.shape().dim(1);
            int within = in * expand;
            List<Layer> body = new ArrayList<>();
            if (expand != 1) {
                body.add(activated(Conv2d.of(within, 1)));
            }
            body.add(activated(Conv2d.depthwise(within, 3).same().stride(stride)));
            body.add(Conv2d.of(filters, 1).noBias());
            body.add(new BatchNorm2d());
            Value y = scope.apply("conv", new Sequential(body), x);
            return stride == 1 && in == filters ? scope.add(y, x) : y;
        }
    }
}
