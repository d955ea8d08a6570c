package dev.noyau.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Losses of vectors of which some belong together.
class EmbeddingLossesTest {
    private static final long[] KINDS = {7, 9, 7, 9, 8};

    static Stream<Backends.Tested> backends() {
        return Backends.all().stream();
    }

    private static Tensor vectors() {
        return Tensor.of(Shape.of(5, 3), 1, 2, 0.5f, -1, 0.3f, 2, 0.2f, 1, 1, 0.4f, -2, 0.6f, 1.5f, 1, -0.3f);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void tripletTakesTheHardestOfABatch(Backends.Tested tested) {
        LossRuns.check(tested, Losses.triplet(2), vectors(), Tensor.ofLongs(Shape.of(5), KINDS), x -> {
            double sum = 0;
            for (int i = 0; i < 5; i++) {
                double far = Double.NEGATIVE_INFINITY;
                double near = Double.POSITIVE_INFINITY;
                for (int j = 0; j < 5; j++) {
                    double d = distance(x, i, j);
                    if (i != j && KINDS[i] == KINDS[j]) {
                        far = Math.max(far, d);
                    } else if (i != j) {
                        near = Math.min(near, d);
                    }
                }
                sum += Math.max(0, far - near + 2);
            }
            return sum / 5;
        });
    }

    private static double distance(double[] x, int i, int j) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            double d = x[3 * i + k] - x[3 * j + k] + 1e-6;
            sum += d * d;
        }
        return Math.sqrt(sum);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void infoNceComparesPartnersWithAllOthers(Backends.Tested tested) {
        LossRuns.check(tested, Losses.infoNce(0.5), vectors(), Tensor.ofLongs(Shape.of(5), KINDS), x -> {
            double sum = 0;
            int pairs = 0;
            for (int i = 0; i < 5; i++) {
                double all = 0;
                for (int k = 0; k < 5; k++) {
                    all += k == i ? 0 : Math.exp(cosine(x, i, k) / 0.5);
                }
                for (int j = 0; j < 5; j++) {
                    if (j != i && KINDS[i] == KINDS[j]) {
                        sum -= cosine(x, i, j) / 0.5 - Math.log(all);
                        pairs++;
                    }
                }
            }
            return sum / pairs;
        });
    }

    private static double cosine(double[] x, int i, int j) {
        double dot = 0;
        double a = 0;
        double b = 0;
        for (int k = 0; k < 3; k++) {
            dot += x[3 * i + k] * x[3 * j + k];
            a += x[3 * i + k] * x[3 * i + k];
            b += x[3 * j + k] * x[3 * j + k];
        }
        return dot / Math.sqrt(a * b);
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Losses.infoNce(0)).hasMessageContaining("temperature");
        assertThatThrownBy(() -> Losses.triplet(0)).hasMessageContaining("margin");
        assertThatThrownBy(() -> Losses.triplet(1).target(LossFormulas.MAP))
                .hasMessageContaining("needs a vector for each sample");
    }

    /// Two samples of two pairs of pixels each, of images of 1×3 with descriptors of two numbers.
    @ParameterizedTest
    @MethodSource("backends")
    void pointInfoNceComparesPixelsWithThoseOfAllPartners(Backends.Tested tested) {
        long[] pixels = {0, 2, 1, 0, 1, 0, 2, 2};
        Tensor x = Tensor.of(Shape.of(2, 2, 1, 3), 1, 2, 0.5f, -1, 0.3f, 2, 0.2f, 1, 1, 0.4f, -2, 0.6f);
        LossRuns.check(tested, Losses.pointInfoNce(0.5, 2), x, Tensor.ofLongs(Shape.of(2, 2, 2), pixels), v -> {
            double sum = 0;
            for (int i = 0; i < 4; i++) {
                double ab = 0;
                double ba = 0;
                for (int j = 0; j < 4; j++) {
                    ab += Math.exp(cosine(v, i, 0, j, 1, pixels) / 0.5);
                    ba += Math.exp(cosine(v, i, 1, j, 0, pixels) / 0.5);
                }
                sum += Math.log(ab) + Math.log(ba) - 2 * cosine(v, i, 0, i, 1, pixels) / 0.5;
            }
            return sum / 8;
        });
    }

    /// Of point i in its row and point j in its own.
    private static double cosine(double[] x, int i, int rowOfI, int j, int rowOfJ, long[] pixels) {
        int a = i / 2 * 6 + (int) pixels[i / 2 * 4 + 2 * rowOfI + i % 2];
        int b = j / 2 * 6 + (int) pixels[j / 2 * 4 + 2 * rowOfJ + j % 2];
        double dot = x[a] * x[b] + x[a + 3] * x[b + 3];
        return dot / Math.hypot(x[a], x[a + 3]) / Math.hypot(x[b], x[b + 3]);
    }
}
