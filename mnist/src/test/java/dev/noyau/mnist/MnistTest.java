package dev.noyau.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import org.junit.jupiter.api.Test;

/// The data set is the one that everybody knows.
class MnistTest {
    /// Published mean and standard deviation of the training pixels, to their four digits.
    private static final double MEAN = 0.1307;

    private static final double STD = 0.3081;
    private static final double FOUR_DIGITS = 5e-5;

    @Test
    void bothPartsBeginWithTheDigitsThatEverybodyKnows() {
        assertThat(labels(Mnist.train())).containsExactly(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
        assertThat(labels(Mnist.test())).containsExactly(7, 2, 1, 0, 4, 1, 4, 9, 5, 9);
    }

    private static long[] labels(Dataset d) {
        long[] labels = new long[10];
        for (int i = 0; i < labels.length; i++) {
            d.read(i, new float[784], 0, Targets.classes(labels), i);
        }
        return labels;
    }

    @Test
    void sizesAreKnownAndPixelsHaveThePublishedMean() {
        Dataset d = Mnist.train();
        assertThat(d.size()).isEqualTo(60_000);
        assertThat(Mnist.test().size()).isEqualTo(10_000);
        assertThat(d.shape()).isEqualTo(Shape.of(1, 28, 28));
        assertThat(d.classes()).isEqualTo(10);
        float[] x = new float[784];
        long[] y = new long[1];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < d.size(); i++) {
            d.read(i, x, 0, Targets.classes(y), 0);
            for (float v : x) {
                sum += v;
                squares += (double) v * v;
            }
        }
        double n = 784.0 * d.size();
        assertThat(sum / n).isCloseTo(MEAN, within(FOUR_DIGITS));
        assertThat(Math.sqrt(squares / n - sum / n * (sum / n))).isCloseTo(STD, within(FOUR_DIGITS));
    }

    @Test
    void aPartIsUnpackedOnce() {
        assertThat(Mnist.train()).isSameAs(Mnist.train());
        assertThat(Mnist.test()).isSameAs(Mnist.test()).isNotSameAs(Mnist.train());
    }
}
