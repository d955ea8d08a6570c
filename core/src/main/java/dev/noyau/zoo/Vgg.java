package dev.noyau.zoo;

import dev.noyau.nn.AdaptivePool;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Drawn;
import dev.noyau.nn.Dropout;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Named;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// VGG (Simonyan, Zisserman 2014): 3×3 convolutions and 2×2 pooling, five times, and three large matrices.
///
/// **Shapes**: (N, C, H, W), H and W at least 32 → (N, classes). Parameters are named as torchvision's.
final class Vgg {
    /// Filters of each convolution by stage.
    private static final List<List<Integer>> A =
            List.of(List.of(64), List.of(128), List.of(256, 256), List.of(512, 512), List.of(512, 512));

    private static final List<List<Integer>> D = List.of(
            List.of(64, 64), List.of(128, 128), List.of(256, 256, 256), List.of(512, 512, 512), List.of(512, 512, 512));

    private static final int HIDDEN = 4096;
    private static final int POOLED = 7;

    private Vgg() {}

    static Layer vgg11(int classes, boolean norm) {
        return vgg(A, classes, norm);
    }

    static Layer vgg16(int classes, boolean norm) {
        return vgg(D, classes, norm);
    }

    private static Layer vgg(List<List<Integer>> stages, int classes, boolean norm) {
        List<Layer> features = new ArrayList<>();
        for (List<Integer> stage : stages) {
            for (int filters : stage) {
                features.add(Conv2d.of(filters, 3).same());
                if (norm) {
                    features.add(new BatchNorm2d());
                }
                features.add(new Relu());
            }
            features.add(MaxPool2d.of(2));
        }
        Layer net = Sequential.of(
                Named.of("features", new Sequential(features)),
                Named.of("avgpool", AdaptivePool.average(POOLED, POOLED)),
                Named.of("flatten", new Flatten()),
                Named.of(
                        "classifier",
                        Linear.of(HIDDEN),
                        new Relu(),
                        Dropout.of(0.5),
                        Linear.of(HIDDEN),
                        new Relu(),
                        Dropout.of(0.5),
                        Linear.of(classes)));
        return new Drawn(net, Rules.FAN_OUT);
    }
}
