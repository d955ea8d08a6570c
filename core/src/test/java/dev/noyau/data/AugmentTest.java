package dev.noyau.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.data.augment.ColourJitter;
import dev.noyau.data.augment.Crop;
import dev.noyau.data.augment.Cutout;
import dev.noyau.data.augment.PadCrop;
import dev.noyau.data.augment.RandomAffine;
import dev.noyau.data.augment.RandomFlip;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentTest {
    private static final Shape COLOUR = Shape.of(3, 6, 5);

    /// Samples of random values in [0, 1), of three classes in turn.
    private static Dataset random(int samples, Shape shape) {
        SplittableRandom r = new SplittableRandom(7);
        float[][] rows = new float[samples][shape.intSize()];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) r.nextDouble();
            }
        }
        int[] classes = new int[samples];
        Arrays.setAll(classes, i -> i % 3);
        return Dataset.of(rows, classes, shape);
    }

    private static float[] read(Dataset d, int index, int epoch) {
        float[] values = new float[d.shape().intSize()];
        Targets t = Targets.room(d.targetType(), d.targetShape().prepend(1));
        d.read(index, epoch, values, 0, t, 0);
        return values;
    }

    /// One image of one channel: 1 2 3 / 4 5 6.
    private static Dataset six(float... mean) {
        Dataset d = Dataset.of(new float[][] {{1, 2, 3, 4, 5, 6}}, new int[] {0}, Shape.of(1, 2, 3));
        return mean.length == 0 ? d : d.normalised(List.of(mean[0]), List.of(mean[1]));
    }

    /// What a data set of one sample becomes in many epochs.
    private static Set<List<Float>> seen(Dataset d) {
        Set<List<Float>> all = new HashSet<>();
        for (int epoch = 0; epoch < 400; epoch++) {
            List<Float> values = new ArrayList<>();
            for (float v : read(d, 0, epoch)) {
                values.add(v);
            }
            all.add(values);
        }
        return all;
    }

    @Test
    void flipsAreSeenHalfOfTheTime() {
        assertThat(seen(six().map(Augment.of(RandomFlip.horizontal()))))
                .containsExactlyInAnyOrder(List.of(1f, 2f, 3f, 4f, 5f, 6f), List.of(3f, 2f, 1f, 6f, 5f, 4f));
        assertThat(seen(six().map(Augment.of(RandomFlip.vertical()))))
                .containsExactlyInAnyOrder(List.of(1f, 2f, 3f, 4f, 5f, 6f), List.of(4f, 5f, 6f, 1f, 2f, 3f));
        Dataset d = six().map(Augment.of(RandomFlip.horizontal()));
        long flipped = 0;
        for (int epoch = 0; epoch < 1000; epoch++) {
            flipped += read(d, 0, epoch)[0] == 3 ? 1 : 0;
        }
        assertThat(flipped).isBetween(440L, 560L);
    }

    @Test
    void padCropShiftsAndFillsWithBlack() {
        Set<List<Float>> all = seen(six().map(Augment.of(PadCrop.of(1))));
        assertThat(all)
                .hasSize(9)
                .contains(
                        List.of(1f, 2f, 3f, 4f, 5f, 6f),
                        List.of(0f, 0f, 0f, 0f, 1f, 2f),
                        List.of(5f, 6f, 0f, 0f, 0f, 0f));
        // Black of data that is normalised with mean 2 and deviation 4 is -0.5.
        assertThat(seen(six(2, 4).map(Augment.of(PadCrop.of(1)))))
                .contains(List.of(-0.5f, -0.5f, -0.5f, -0.5f, -0.25f, 0f));
    }

    @Test
    void cropsAreOfTheirSizeAndChangeTheShape() {
        Dataset d = six().map(Augment.of(Crop.random(1, 2)));
        assertThat(d.shape()).isEqualTo(Shape.of(1, 1, 2));
        assertThat(seen(d))
                .containsExactlyInAnyOrder(List.of(1f, 2f), List.of(2f, 3f), List.of(4f, 5f), List.of(5f, 6f));
        assertThat(seen(six().map(Augment.of(Crop.centre(2, 1))))).containsExactly(List.of(2f, 5f));
        assertThatThrownBy(() -> six().map(Augment.of(Crop.random(3, 2))))
                .hasMessage("a crop of 3×2 is larger than the samples, which are 1×2×3");
    }

    @Test
    void signalsAreShiftedAndCutInTime() {
        Dataset d = Dataset.of(new float[][] {{1, 2, 3, 4}}, new int[] {0}, Shape.of(2, 2));
        assertThat(seen(d.map(Augment.of(PadCrop.of(1)))))
                .containsExactlyInAnyOrder(List.of(1f, 2f, 3f, 4f), List.of(0f, 1f, 0f, 3f), List.of(2f, 0f, 4f, 0f));
        Dataset cut = d.map(Augment.of(Crop.random(1, 1)));
        assertThat(cut.shape()).isEqualTo(Shape.of(2, 1));
        assertThat(seen(cut)).containsExactlyInAnyOrder(List.of(1f, 3f), List.of(2f, 4f));
        assertThatThrownBy(() -> d.map(Augment.of(RandomAffine.rotate(10)))).hasMessageContaining("images (C, H, W)");
    }

    @Test
    void aTurnOfNothingChangesNothingAndAQuarterTurnMovesPixels() {
        float[] five = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        Dataset d = Dataset.of(new float[][] {five}, new int[] {0}, Shape.of(1, 3, 3));
        assertThat(read(d.map(Augment.of(RandomAffine.rotate(0))), 0, 3)).containsExactly(five);
        Transform quarter = (p, random) -> p.affine(0, 1, -1, 0, 0, 0);
        assertThat(read(d.map(Augment.of(quarter)), 0, 0)).containsExactly(7, 4, 1, 8, 5, 2, 9, 6, 3);
        Transform half = (p, random) -> p.affine(1, 0, 0, 1, 0.5, 0);
        assertThat(read(d.map(Augment.of(half)), 0, 0))
                .containsExactly(1.5f, 2.5f, 1.5f, 4.5f, 5.5f, 3, 7.5f, 8.5f, 4.5f);
    }

    /// A turn about the centre keeps the centre of gravity of a disc that lies there, and its mass.
    @Test
    void turnsAndScalesAreAboutTheCentre() {
        int n = 33;
        float[] disc = new float[n * n];
        for (int i = 0; i < disc.length; i++) {
            double d = Math.hypot(i % n - 16.0, i / n - 16.0);
            disc[i] = (float) Math.clamp(8.5 - d, 0, 1);
        }
        Dataset d = Dataset.of(new float[][] {disc}, new int[] {0}, Shape.of(1, n, n));
        Dataset turned = d.map(Augment.of(RandomAffine.rotate(180)));
        Dataset scaled = d.map(Augment.of(RandomAffine.rotate(0).scale(1.5, 1.5).shear(20)));
        for (int epoch = 0; epoch < 20; epoch++) {
            assertThat(mass(read(turned, 0, epoch))).isCloseTo(mass(disc), within(2.0));
            assertThat(mass(read(scaled, 0, epoch))).isCloseTo(2.25 * mass(disc), within(6.0));
            assertThat(middle(read(scaled, 0, epoch), n)).isCloseTo(16, within(0.05));
        }
        Dataset shifted = d.map(Augment.of(RandomAffine.rotate(0).shift(0.2)));
        double far = 0;
        for (int epoch = 0; epoch < 50; epoch++) {
            far = Math.max(far, Math.abs(middle(read(shifted, 0, epoch), n) - 16));
        }
        assertThat(far).isBetween(5.0, 6.6);
    }

    private static double mass(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        return sum;
    }

    private static double middle(float[] values, int n) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * (i % n);
        }
        return sum / mass(values);
    }

    @Test
    void coloursOfNormalisedDataAreThoseOfTheImage() {
        Dataset plain = random(4, COLOUR);
        List<Float> mean = List.of(0.4f, 0.5f, 0.6f);
        List<Float> std = List.of(0.2f, 0.3f, 0.25f);
        Augment jitter = Augment.of(ColourJitter.of(0.4, 0.4, 0.4).hue(0.1));
        Dataset before = plain.map(jitter).normalised(mean, std);
        Dataset after = plain.normalised(mean, std).map(jitter);
        for (int i = 0; i < 4; i++) {
            assertThat(read(after, i, 2)).containsExactly(read(before, i, 2), within(1e-5f));
            for (float v : read(plain.map(jitter), i, 2)) {
                assertThat(v).isBetween(0f, 1f);
            }
        }
        assertThat(read(plain.map(Augment.of(ColourJitter.of(0, 0, 0))), 1, 0))
                .containsExactly(read(plain, 1, 0), within(1e-6f));
    }

    @Test
    void theHueTurnsWithinItsLargestAndSmallestValue() {
        Dataset red = Dataset.of(new float[][] {{0.8f, 0.2f, 0.2f}}, new int[] {0}, Shape.of(3, 1, 1));
        Dataset turned = red.map(Augment.of(ColourJitter.of(0, 0, 0).hue(0.5)));
        Set<Integer> strongest = new HashSet<>();
        for (int epoch = 0; epoch < 50; epoch++) {
            float[] values = read(turned, 0, epoch);
            float[] sorted = values.clone();
            Arrays.sort(sorted);
            assertThat(sorted[0]).isCloseTo(0.2f, within(1e-6f));
            assertThat(sorted[2]).isCloseTo(0.8f, within(1e-6f));
            strongest.add(values[0] == sorted[2] ? 0 : values[1] == sorted[2] ? 1 : 2);
        }
        assertThat(strongest).containsExactly(0, 1, 2);
    }

    @Test
    void cutoutSetsASquareToNothing() {
        Dataset d = random(1, Shape.of(2, 8, 8)).map(Augment.of(Cutout.of(4)));
        int largest = 0;
        for (int epoch = 0; epoch < 100; epoch++) {
            float[] values = read(d, 0, epoch);
            int first = 0;
            for (int i = 0; i < 64; i++) {
                assertThat(values[i] == 0).isEqualTo(values[64 + i] == 0);
                first += values[i] == 0 ? 1 : 0;
            }
            largest = Math.max(largest, first);
            assertThat(first).isBetween(4, 16);
        }
        assertThat(largest).isEqualTo(16);
    }

    @Test
    void targetsOfPixelsMoveWithTheirImage() {
        float[][] images = {{0, 1, 2, 3, 4, 5}};
        Dataset d = Dataset.of(images, new int[][] {{0, 1, 2, 3, 4, 5}}, Shape.of(1, 2, 3), Shape.of(2, 3));
        Augment a = Augment.of(RandomFlip.horizontal(), RandomFlip.vertical(), PadCrop.of(2), Crop.random(2, 2))
                .outside(0);
        Dataset moved = d.map(a);
        assertThat(moved.targetShape()).isEqualTo(Shape.of(2, 2));
        for (int epoch = 0; epoch < 50; epoch++) {
            float[] values = new float[4];
            Targets t = Targets.room(DType.I64, Shape.of(5));
            moved.read(0, epoch, values, 0, t, 1);
            for (int i = 0; i < 4; i++) {
                assertThat(t.classes()[i + 1]).isEqualTo((long) values[i]);
            }
        }
    }

    @Test
    void mixupMixesInputsAndTargetsInTheSameShares() {
        Dataset d = Dataset.of(new float[][] {{0}, {1}, {2}}, new int[] {0, 1, 2}, Shape.of(1, 1, 1));
        Dataset mixed = d.mixup(0.4, 3);
        assertThat(mixed.targetType()).isEqualTo(DType.F32);
        assertThat(mixed.targetShape()).isEqualTo(Shape.of(3));
        double mean = 0;
        for (int epoch = 0; epoch < 500; epoch++) {
            float[] values = new float[1];
            float[] p = new float[3];
            mixed.read(epoch % 3, epoch, values, 0, Targets.values(p), 0);
            assertThat(p[0] + p[1] + p[2]).isCloseTo(1, within(1e-6f));
            assertThat(p[1] + 2 * p[2]).isCloseTo(values[0], within(1e-6f));
            mean += p[epoch % 3] / 500;
        }
        // Half of the sample itself, and a third of the other half.
        assertThat(mean).isCloseTo(2 / 3.0, within(0.05));
        assertThatThrownBy(() -> mixed.mixup(1, 0)).hasMessageContaining("one class for each sample");
        assertThatThrownBy(() -> d.mixup(0, 0)).hasMessageContaining("alpha must be positive");
    }

    @Test
    void whatASampleBecomesDependsOnSeedEpochAndNumberAlone() {
        Augment a = Augment.of(
                RandomFlip.horizontal(),
                PadCrop.of(2),
                RandomAffine.rotate(10),
                ColourJitter.of(0.2, 0.2, 0.2),
                Cutout.of(2));
        Dataset data = random(23, COLOUR);
        List<float[]> one = batches(data.map(a.seed(5)).mixup(0.3, 5), 1, 0);
        for (int threads : new int[] {2, 3, 7}) {
            assertThat(batches(data.map(a.seed(5)).mixup(0.3, 5), threads, 0))
                    .usingRecursiveComparison()
                    .isEqualTo(one);
        }
        assertThat(batches(data.map(a.seed(6)).mixup(0.3, 5), 2, 0).getFirst()).isNotEqualTo(one.getFirst());
        // A reader that begins at the ninth batch gets what the others got from there.
        assertThat(batches(data.map(a.seed(5)).mixup(0.3, 5), 3, 8))
                .usingRecursiveComparison()
                .isEqualTo(one.subList(16, one.size()));
    }

    /// Inputs and targets of three epochs of six batches, from a batch on.
    private static List<float[]> batches(Dataset d, int threads, int first) {
        List<float[]> all = new ArrayList<>();
        Loader.Plan plan = Loader.Plan.shuffled(4, 9).threads(threads);
        try (Loader l = new Loader(d, plan, first / 6, first % 6, 3)) {
            for (Batch b = l.next(); b != null; b = l.next()) {
                all.add(b.inputs().clone());
                all.add(b.targets().values().clone());
            }
        }
        return all;
    }

    @Test
    void normalisedDataIsNotNormalisedAgain() {
        assertThatThrownBy(() -> six(2, 4).normalised(List.of(0f), List.of(1f)))
                .hasMessageContaining("is normalised already");
        assertThatThrownBy(() -> six().normalised(List.of(0f), List.of(0f))).hasMessageContaining("positive standard");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> PadCrop.of(0)).hasMessageContaining("at least 1 wide");
        assertThatThrownBy(() -> RandomAffine.rotate(181)).hasMessageContaining("0 to 180 degrees");
        assertThatThrownBy(() -> RandomAffine.rotate(1).scale(0, 1)).hasMessageContaining("both positive");
        assertThatThrownBy(() -> ColourJitter.of(2, 0, 0)).hasMessageContaining("share in [0, 1]");
        assertThatThrownBy(() -> Cutout.of(0)).hasMessageContaining("side must be at least 1");
        assertThatThrownBy(() -> random(1, Shape.of(2, 3, 3)).map(Augment.of(ColourJitter.of(0, 0, 0))))
                .hasMessageContaining("1 channel (grey) or 3");
    }
}
