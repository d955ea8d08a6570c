package dev.noyau.zoo;

import dev.noyau.nn.BatchNorm1d;
import dev.noyau.nn.Conv1d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Dropout;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MaxPool1d;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Relu;
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
