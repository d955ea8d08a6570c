package dev.noyau.zoo;

import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;

/// The networks of the course, for images of digits, and LeNet-5.
final class Course {
    private Course() {}

    /// Three convolutions of stride 2 and a fourth that sees all that is left: 1×28×28 → 16×14×14 → 32×7×7 →
    /// 64×4×4 → 10×1×1.
    static Layer cnn(int classes) {
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
    static Layer pool(int classes) {
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
    static Layer tiny(int classes) {
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
    static Layer mlp(int classes) {
        return Sequential.of(new Flatten(), Linear.of(128), new Relu(), Linear.of(64), new Relu(), Linear.of(classes));
    }

    /// LeNet-5 (LeCun et al. 1998) as it is built today: ReLU and max pooling in place of tanh and trained
    /// subsampling.
    static Layer lenet5(int classes) {
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
