package dev.noyau.zoo;

import dev.noyau.nn.BatchNorm1d;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv1d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Dropout;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalMaxPool;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MaxPool1d;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Named;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Residual;
import dev.noyau.nn.Sequential;

/// Small networks that learn well on two cores.
final class Small {
    private Small() {}

    /// For images of digits or clothes, 3×3 convolutions in pairs: 1×28×28 → 16×14×14 → 32×7×7 → 64×3×3 → 10.
    static Layer digits(int classes) {
        return Sequential.of(
                Conv2d.of(16, 3).same(),
                new Relu(),
                Conv2d.of(16, 3).same(),
                new Relu(),
                MaxPool2d.of(2),
                Conv2d.of(32, 3).same(),
                new Relu(),
                Conv2d.of(32, 3).same(),
                new Relu(),
                MaxPool2d.of(2),
                Conv2d.of(64, 3).same(),
                new Relu(),
                Conv2d.of(64, 3).same(),
                new Relu(),
                MaxPool2d.of(2),
                new Flatten(),
                Dropout.of(0.4),
                Linear.of(classes));
    }

    /// The same with batch norm behind each convolution, which learns more from images that are changed at random.
    static Layer clothes(int classes) {
        return Sequential.of(
                pair(16),
                MaxPool2d.of(2),
                pair(32),
                MaxPool2d.of(2),
                pair(64),
                MaxPool2d.of(2),
                new Flatten(),
                Dropout.of(0.3),
                Linear.of(classes));
    }

    /// For small photographs, after the network of D. Page's entry in DAWNBench, at half its width:
    /// 3×32×32 → 64×16×16 → 128×8×8 → 256×4×4 → 256 → 10. Where the size is 16×16 and 4×4, two convolutions with a
    /// skip.
    static Layer resnet9(int classes) {
        return Sequential.of(
                Named.of("stem", seeing(32)),
                Named.of("layer1", Sequential.of(seeing(64), MaxPool2d.of(2), Residual.of(pair(64)))),
                Named.of("layer2", Sequential.of(seeing(128), MaxPool2d.of(2))),
                Named.of("layer3", Sequential.of(seeing(256), MaxPool2d.of(2), Residual.of(pair(256)))),
                Named.of("pool", new GlobalMaxPool()),
                Named.of("flatten", new Flatten()),
                Named.of("fc", Linear.of(classes)));
    }

    private static Layer pair(int filters) {
        return Sequential.of(seeing(filters), seeing(filters));
    }

    private static Layer seeing(int filters) {
        return Sequential.of(Conv2d.of(filters, 3).same().noBias(), new BatchNorm2d(), new Relu());
    }

    /// For the waveform of a second of sound, after the M5 of Dai et al. 2017: a long filter finds frequencies, short
    /// ones how they go on: 1×8000 → 32×500 → 64×125 → 128×31 → 128×7 → 10.
    static Layer sound(int classes) {
        return Sequential.of(
                hearing(Conv1d.of(32, 80).stride(4).padding(38)),
                hearing(Conv1d.of(64, 3).same()),
                hearing(Conv1d.of(128, 3).same()),
                hearing(Conv1d.of(128, 3).same()),
                new Flatten(),
                Dropout.of(0.4),
                Linear.of(classes));
    }

    private static Layer hearing(Conv1d filters) {
        return Sequential.of(filters.noBias(), new BatchNorm1d(), new Relu(), MaxPool1d.of(4));
    }
}
