package dev.noyau.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.data.ClassFrequencies;
import dev.noyau.data.PixelDataset;
import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Metric;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PixelMetricsTest {
    private static final Shape TWO_CLASSES = Shape.of(1, 2, 2, 3);

    /// Scores of two classes that predict these.
    private static float[] scores(int... classes) {
        float[] s = new float[2 * classes.length];
        for (int i = 0; i < classes.length; i++) {
            s[classes[i] * classes.length + i] = 1;
        }
        return s;
    }

    /// Predicted 1: pixels 1, 2, 4; actual 1: pixels 2, 4, 5; the last but one does not count.
    @Test
    void overlapByHand() {
        PixelOverlap o = (PixelOverlap) PixelOverlap.meanIou().start();
        o.add(scores(0, 1, 1, 0, 1, 0), TWO_CLASSES, Targets.classes(0, 0, 1, -1, 1, 1));
        assertThat(o.accuracy()).isEqualTo(3 / 5.0);
        assertThat(o.iou(1)).isEqualTo(2 / 4.0);
        assertThat(o.iou(0)).isEqualTo(1 / 3.0);
        assertThat(o.dice(1)).isEqualTo(4 / 6.0);
        assertThat(o.mean()).isCloseTo((0.5 + 1 / 3.0) / 2, within(1e-12));
        assertThat(o.actual(1)).isEqualTo(3);
    }

    @Test
    void severalLabelsByTheirSigns() {
        PixelOverlap o = (PixelOverlap) PixelOverlap.meanIou().start();
        float[] scores = {1, -1, 1, -1, 2, 2, 2, 2};
        o.add(scores, Shape.of(1, 2, 2, 2), Targets.values(1, 1, 0, 0, 1, 1, 1, 1));
        assertThat(o.iou(0)).isEqualTo(1 / 3.0);
        assertThat(o.iou(1)).isEqualTo(1);
        assertThat(o.accuracy()).isEqualTo(6 / 8.0);
    }

    /// A byte is a class from 0 to 255: those above 127 are no negative numbers.
    @Test
    void masksOfBytesHaveUpTo256Classes() {
        PixelOverlap o = new PixelOverlap();
        byte[] actual = {(byte) 200, (byte) 200, 3, (byte) 255};
        byte[] found = {(byte) 200, 3, 3, (byte) 128};
        o.add(found, actual, 256);
        assertThat(o.iou(200)).isEqualTo(1 / 2.0);
        assertThat(o.actual(200)).isEqualTo(2);
        assertThat(o.actual(255)).isEqualTo(1);
        PixelOverlap less = new PixelOverlap();
        less.add(new byte[] {(byte) 200, 3, 3, 3}, actual, 255);
        assertThat(less.accuracy()).isEqualTo(2 / 3.0);
        assertThatThrownBy(() -> less.add(found, actual, 100)).hasMessageContaining("255 classes were counted so far");
        assertThatThrownBy(() -> new PixelOverlap().add(found, actual, 150))
                .hasMessage("overlap: pixel 0 is predicted to be of class 200; there are 150 classes, 0 to 149");
        assertThatThrownBy(() -> new PixelOverlap().add(found, actual, 257)).hasMessageContaining("256 classes apart");
        assertThatThrownBy(() -> new PixelOverlap().add(new byte[3], actual, 2))
                .hasMessageContaining("has 3 pixels, the actual one 4");
    }

    @Test
    void aClassThatIsNowhereDoesNotCount() {
        PixelOverlap o = (PixelOverlap) PixelOverlap.meanIou().start();
        o.add(scores(0, 0, 0, 0, 0, 0), TWO_CLASSES, Targets.classes(0, 0, 0, 0, 0, 0));
        assertThat(o.iou(1)).isNaN();
        assertThat(o.mean()).isEqualTo(1);
    }

    /// A square of 4×4 in 12×12, predicted one pixel to the right.
    @Test
    void boundariesNextToEachOtherAreMetWithinADistance() {
        long[] actual = new long[144];
        int[] predicted = new int[144];
        for (int y = 4; y < 8; y++) {
            for (int x = 4; x < 8; x++) {
                actual[y * 12 + x] = 1;
                predicted[y * 12 + x + 1] = 1;
            }
        }
        assertThat(boundary(0, predicted, actual)).isLessThan(0.7);
        assertThat(boundary(1, predicted, actual)).isEqualTo(1);
        int[] same = new int[144];
        for (int i = 0; i < 144; i++) {
            same[i] = (int) actual[i];
        }
        assertThat(boundary(0, same, actual)).isEqualTo(1);
        assertThat(boundary(3, new int[144], actual)).isZero();
    }

    private static double boundary(double distance, int[] predicted, long[] actual) {
        Metric.Score s = BoundaryF1.within(distance).start();
        s.add(scores(predicted), Shape.of(1, 2, 12, 12), Targets.classes(actual));
        return s.value();
    }

    @Test
    void componentsTouchAtCorners() {
        boolean t = true;
        boolean f = false;
        boolean[] mask = {
            t, f, f, t, //
            f, t, f, t, //
            f, f, f, f, //
            t, t, f, t
        };
        Components c = Components.of(mask, 4);
        assertThat(c.count()).isEqualTo(4);
        assertThat(c.labels().at(0)).isEqualTo(c.labels().at(5)).isEqualTo(1);
        assertThat(c.areas()).containsExactly(9, 2, 2, 2, 1);
        assertThat(c.atLeast(2).count()).isEqualTo(3);
        assertThat(c.atLeast(2).labels().at(15)).isZero();
    }

    /// Against a flood fill, on random masks.
    @Test
    void componentsAreThoseOfAFloodFill() {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            int w = 1 + random.nextInt(20);
            int h = 1 + random.nextInt(20);
            boolean[] mask = new boolean[w * h];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = random.nextInt(100) < 45;
            }
            Components c = Components.of(mask, w);
            int[] filled = fill(mask, w, h);
            for (int i = 0; i < mask.length; i++) {
                assertThat(c.labels().at(i)).as("round %d pixel %d", round, i).isEqualTo(filled[i]);
            }
        }
    }

    private static int[] fill(boolean[] mask, int w, int h) {
        int[] labels = new int[mask.length];
        int count = 0;
        for (int i = 0; i < mask.length; i++) {
            if (!mask[i] || labels[i] > 0) {
                continue;
            }
            ArrayDeque<Integer> open = new ArrayDeque<>(List.of(i));
            labels[i] = ++count;
            while (!open.isEmpty()) {
                int p = open.pop();
                for (int d = 0; d < 9; d++) {
                    int y = p / w + d / 3 - 1;
                    int x = p % w + d % 3 - 1;
                    if (y >= 0 && y < h && x >= 0 && x < w && mask[y * w + x] && labels[y * w + x] == 0) {
                        labels[y * w + x] = count;
                        open.push(y * w + x);
                    }
                }
            }
        }
        return labels;
    }

    @Test
    void objectsAreFoundInventedAndMissed() {
        Components actual = Components.of(new int[] {1, 1, 1, 0, 2, 2, 0, 3});
        Components predicted = Components.of(new int[] {1, 1, 0, 0, 0, 2, 3, 0});
        ObjectScore s = ObjectScore.of(predicted, actual);
        assertThat(s).isEqualTo(new ObjectScore(1, 2, 2));
        assertThat(s.precision()).isEqualTo(0.2);
        assertThat(s.plus(s).f1()).isCloseTo(2 / 6.0, within(1e-12));
        assertThatThrownBy(() -> ObjectScore.of(predicted, actual, 0.3)).hasMessageContaining("0.5");
    }

    /// Two images in two batches: an object found and one of a pixel, which is taken for noise; nothing where one is.
    @Test
    void objectsAreComparedImageByImage() {
        Components first = Components.of(new int[] {1, 1, 1, 0, 0, 0});
        Components second = Components.of(new int[] {0, 0, 0, 0, 1, 1});
        ObjectMetric.Counts c = (ObjectMetric.Counts) new ObjectMetric(List.of(first, second), 2).start();
        c.add(scores(1, 1, 0, 0, 0, 1), Shape.of(1, 2, 1, 6), Targets.classes(new long[6]));
        assertThat(c.score()).isEqualTo(new ObjectScore(1, 0, 0));
        c.add(new float[] {-1, -1, -1, -1, -1, -1}, Shape.of(1, 1, 1, 6), Targets.classes(new long[6]));
        assertThat(c.score()).isEqualTo(new ObjectScore(1, 0, 1));
        assertThat(c.value()).isEqualTo(0.5);
        assertThatThrownBy(() -> c.add(new float[6], Shape.of(1, 1, 1, 6), Targets.classes(new long[6])))
                .hasMessage("objects: the actual ones of 2 images are given, the data set has more; give those of each"
                        + " image, in its order");
    }

    @Test
    void frequenciesGiveWeights() {
        PixelDataset d = PixelDataset.of(
                List.of(new byte[4], new byte[4]),
                List.of(new byte[] {0, 0, 0, 1}, new byte[] {0, 0, 0, PixelDataset.UNLABELLED}),
                Shape.of(1, 2, 2),
                List.of("a", "b", "c"));
        assertThat(d.hasIgnored()).isTrue();
        assertThat(d.several()).isFalse();
        ClassFrequencies f = ClassFrequencies.of(d);
        assertThat(f.share(0)).isEqualTo(6 / 7.0);
        assertThat(f.share(1)).isEqualTo(1 / 7.0);
        float[] w = f.weights();
        assertThat(w[1]).isGreaterThan(3 * w[0]);
        assertThat(w[0] + w[1]).isCloseTo(2, within(1e-5f));
        assertThat(w[2]).isZero();
        // The frequencies are 6/7 and 1/4.
        assertThat(f.medianWeights()[1]).isCloseTo((float) ((6 / 7.0 + 0.25) / 2 / 0.25), within(1e-5f));
    }

    /// Two labels on an image of 1×2; any byte but 0 is a label that a pixel has.
    @Test
    void severalLabelsAPixelAreNumbers() {
        PixelDataset d = PixelDataset.ofLabels(
                List.of(new byte[] {0, (byte) 255}),
                List.of(new byte[] {1, 0, (byte) 200, 7}),
                Shape.of(1, 1, 2),
                List.of("wet", "green"));
        assertThat(d.targetShape()).isEqualTo(Shape.of(2, 1, 2));
        assertThat(d.several()).isTrue();
        assertThat(d.hasIgnored()).isFalse();
        Targets t = Targets.room(d.targetType(), d.targetShape());
        float[] x = new float[2];
        d.normalised(List.of(0.5f), List.of(0.25f)).read(0, x, 0, t, 0);
        assertThat(x).containsExactly(-2, 2);
        assertThat(t.values()).containsExactly(1, 0, 1, 1);
        assertThatThrownBy(() -> PixelDataset.ofLabels(
                        List.of(new byte[2]), List.of(new byte[2]), Shape.of(1, 1, 2), List.of("a", "b")))
                .hasMessageContaining("its mask 2; images of 1×1×2 have 2 and 4");
    }

    @Test
    void masksAreChecked() {
        assertThatThrownBy(() -> PixelDataset.of(
                        List.of(new byte[4]), List.of(new byte[] {0, 0, 5, 1}), Shape.of(1, 2, 2), List.of("a", "b")))
                .hasMessageContaining("mask 0 has the value 5; there are 2 classes");
        assertThatThrownBy(() -> PixelDataset.of(
                        List.of(new byte[4]), List.of(new byte[3]), Shape.of(1, 2, 2), List.of("a", "b")))
                .hasMessageContaining("its mask 3");
    }
}
