package dev.noyau.zoo;

import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.train.Names;
import java.util.List;

/// Networks that are known by name: those of the course, LeNet-5, and U-Nets. Each is an ordinary [Network]; read them
/// as examples.
public final class Zoo {
    private static final List<String> NAMES =
            List.of("course-cnn", "course-pool", "course-tiny", "mlp", "lenet5", "unet", "unet-small");

    private Zoo() {}

    public static List<String> names() {
        return NAMES;
    }

    /// A network by name.
    ///
    /// @param input shape of one input: (C, H, W)
    /// @param classes numbers that the network gives for it
    /// @throws IllegalArgumentException for an unknown name, with the nearest one
    /// @throws ShapeException when the network is not made for inputs of this shape
    public static Network get(String name, Shape input, int classes) {
        Layer layer = switch (name) {
            case "course-cnn" -> courseCnn(classes);
            case "course-pool" -> coursePool(classes);
            case "course-tiny" -> courseTiny(classes);
            case "mlp" -> mlp(classes);
            case "lenet5" -> lenet5(classes);
            case "unet" -> UNet.of(classes).norm(Norm.BATCH);
            case "unet-small" -> UNet.of(classes).depth(3).width(8);
            default -> throw Names.unknown("network", name, NAMES);
        };
        try {
            return Network.of(input, layer);
        } catch (ShapeException e) {
            throw new ShapeException(name + " is not made for inputs of " + input.pretty() + ": " + e.getMessage(), e);
        }
    }

    /// Three convolutions of stride 2 and a fourth that sees all that is left: 1×28×28 → 16×14×14 → 32×7×7 →
    /// 64×4×4 → 10×1×1.
    private static Layer courseCnn(int classes) {
        return Sequential.of(
                Conv2d.of(16, 3).stride(2).padding(1),
                new Relu(),
                Conv2d.of(32, 3).stride(2).padding(1),
                new Relu(),
                Conv2d.of(64, 3).stride(2).padding(1),
                new Relu(),
                Conv2d.of(classes, 4));
    }

    /// 3×3 convolutions that keep the size, 2×2 max pooling that halves it: 1×28×28 → 16×14×14 → 32×7×7 →
    /// 64×3×3 → 10×1×1.
    private static Layer coursePool(int classes) {
        return Sequential.of(
                Conv2d.of(16, 3).same(),
                new Relu(),
                MaxPool2d.of(2),
                Conv2d.of(32, 3).same(),
                new Relu(),
                MaxPool2d.of(2),
                Conv2d.of(64, 3).same(),
                new Relu(),
                MaxPool2d.of(2),
                Conv2d.of(classes, 3));
    }

    /// The first sketch of the course: the channels grow only from 1 to 10 while the size falls to 1×1, which
    /// squeezes the information: 1×28×28 → 3×14×14 → 5×7×7 → 8×4×4 → 10×1×1.
    private static Layer courseTiny(int classes) {
        return Sequential.of(
                Conv2d.of(3, 3).stride(2).padding(1),
                new Relu(),
                Conv2d.of(5, 3).stride(2).padding(1),
                new Relu(),
                Conv2d.of(8, 3).stride(2).padding(1),
                new Relu(),
                Conv2d.of(classes, 4));
    }

    /// Two hidden layers that see the image as a row of numbers.
    private static Layer mlp(int classes) {
        return Sequential.of(new Flatten(), Linear.of(128), new Relu(), Linear.of(64), new Relu(), Linear.of(classes));
    }

    /// LeNet-5 (LeCun et al. 1998) as it is built today: ReLU and max pooling in place of tanh and trained
    /// subsampling.
    private static Layer lenet5(int classes) {
        return Sequential.of(
                Conv2d.of(6, 5).padding(2),
                new Relu(),
                MaxPool2d.of(2),
                Conv2d.of(16, 5),
                new Relu(),
                MaxPool2d.of(2),
                new Flatten(),
                Linear.of(120),
                new Relu(),
                Linear.of(84),
                new Relu(),
                Linear.of(classes));
    }
}
