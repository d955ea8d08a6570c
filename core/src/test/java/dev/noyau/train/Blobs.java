package dev.noyau.train;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.graph.op.Random32;
import dev.noyau.nn.Dropout;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;

/// A problem for tests: three clouds of points in the plane, and small networks that tell them apart.
final class Blobs {
    private Blobs() {}

    static Dataset data(int n, long seed) {
        float[][] x = new float[n][2];
        int[] y = new int[n];
        for (int i = 0; i < n; i++) {
            y[i] = (int) (Random32.uniform(seed, 0, 0, i) * 3);
            double angle = 2 * Math.PI * y[i] / 3;
            x[i][0] = (float) (Math.cos(angle) + 0.4 * (2 * Random32.uniform(seed, 0, 1, i) - 1));
            x[i][1] = (float) (Math.sin(angle) + 0.4 * (2 * Random32.uniform(seed, 0, 2, i) - 1));
        }
        return Dataset.of(x, y, Shape.of(2));
    }

    /// Points with wrong labels: the better a network is, the larger its loss here.
    static Dataset wrong(int n, long seed) {
        Dataset right = data(n, seed);
        float[][] x = new float[n][2];
        int[] y = new int[n];
        long[] label = new long[1];
        for (int i = 0; i < n; i++) {
            right.read(i, x[i], 0, Targets.classes(label), 0);
            y[i] = (int) (label[0] + 1) % 3;
        }
        return Dataset.of(x, y, Shape.of(2));
    }

    static Network network() {
        return Network.of(Shape.of(2), Sequential.of(Linear.of(8), new Relu(), Linear.of(3)));
    }

    /// With random numbers in each step.
    static Network withDropout() {
        return Network.of(Shape.of(2), Sequential.of(Linear.of(8), new Relu(), Dropout.of(0.2), Linear.of(3)));
    }
}
