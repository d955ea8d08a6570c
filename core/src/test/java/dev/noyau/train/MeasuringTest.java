package dev.noyau.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Sequential;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How many samples are measured at a time.
class MeasuringTest {
    private static Network network(int channels, int size) {
        return Network.of(
                Shape.of(1, size, size), Sequential.of(Conv2d.of(channels, 1), new GlobalAvgPool(), new Flatten()));
    }

    @Test
    void theBatchFollowsFromTheLargestValueOfASample() {
        assertThat(Measuring.batch(network(8, 28), Shape.of(1, 28, 28))).isEqualTo(Measuring.MOST_SAMPLES);
        // 16 maps of 256×256 are 4 MiB, of 64 MiB.
        assertThat(Measuring.batch(network(16, 256), Shape.of(1, 256, 256))).isEqualTo(16);
        // Here it is the input.
        assertThat(Measuring.batch(network(1, 2048), Shape.of(1, 2048, 2048))).isEqualTo(4);
        assertThat(Measuring.batch(network(1, 8192), Shape.of(1, 8192, 8192))).isEqualTo(1);
        // Weights are no value of a sample.
        Network heavy = Network.of(Shape.of(1, 64, 64), Sequential.of(new Flatten(), Linear.of(1024)));
        assertThat(Measuring.batch(heavy, Shape.of(1, 64, 64))).isEqualTo(Measuring.MOST_SAMPLES);
    }

    /// Seven images of 2048×2048, each of one value, which is the score of class 0.
    private static final Dataset LARGE = new Dataset() {
        @Override
        public Shape shape() {
            return Shape.of(1, 2048, 2048);
        }

        @Override
        public int size() {
            return 7;
        }

        @Override
        public void read(int index, float[] inputs, int at, Targets targets, int targetAt) {
            Arrays.fill(inputs, at, at + shape().intSize(), index - 3);
            targets.classes()[targetAt] = index % 2;
        }
    };

    private record Sizes(List<Integer> seen) implements Metric {
        @Override
        public String name() {
            return "sizes";
        }

        @Override
        public Score start() {
            return new Score() {
                @Override
                public void add(float[] output, Shape shape, Targets targets) {
                    seen.add(shape.dim(0));
                }

                @Override
                public double value() {
                    return seen.size();
                }
            };
        }
    }

    @Test
    void largeImagesAreMeasuredAFewAtATime() {
        List<Integer> seen = new ArrayList<>();
        try (Trainer t = Trainer.of(network(2, 2048)).threads(1).open()) {
            t.parameters().set("0.bias", Tensor.zeros(Shape.of(2)));
            t.parameters().set("0.weight", Tensor.of(Shape.of(2, 1, 1, 1), 1, 0));
            Evaluation e = t.evaluate(LARGE, Metrics.accuracy(), new Sizes(seen));
            assertThat(seen).containsExactly(2, 2, 2, 1);
            // Scores (v, 0) for v from -3 to 3: of equals the first counts.
            assertThat(e.accuracy()).isEqualTo(3 / 7.0);
        }
    }

    /// Batches of the same size as one has them otherwise: the loss is the mean over all samples.
    @Test
    void smallSamplesAreMeasuredManyAtATime() {
        List<Integer> seen = new ArrayList<>();
        try (Trainer t =
                Trainer.of(Blobs.network()).backend(new ReferenceBackend()).open()) {
            t.evaluate(Blobs.data(501, 1), new Sizes(seen));
        }
        assertThat(seen).containsExactly(250, 250, 1);
    }
}
