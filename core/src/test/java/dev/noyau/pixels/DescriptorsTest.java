package dev.noyau.pixels;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.Noyau;
import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Losses;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Evaluation;
import dev.noyau.train.FitOptions;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import dev.noyau.zoo.Descriptor;
import dev.noyau.zoo.Zoo;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Points, homographies, matches, and descriptors that are learned from views of images whose homography is
/// known.
class DescriptorsTest {
    private static final int SIDE = 64;
    private static final int POINTS = 12;

    /// Patches of many sizes and greys, one over the other: something to be seen everywhere, and sharp corners.
    private static Dataset photos(int count, int h, int w) {
        float[][] images = new float[count][3 * h * w];
        Random random = new Random(5);
        for (float[] image : images) {
            for (int k = 0; k < 300; k++) {
                int top = random.nextInt(h);
                int left = random.nextInt(w);
                int high = 3 + random.nextInt(20);
                int wide = 3 + random.nextInt(20);
                float[] colour = {random.nextFloat(), random.nextFloat(), random.nextFloat()};
                for (int y = top; y < Math.min(h, top + high); y++) {
                    for (int x = left; x < Math.min(w, left + wide); x++) {
                        for (int c = 0; c < 3; c++) {
                            image[(c * h + y) * w + x] = colour[c];
                        }
                    }
                }
            }
        }
        return Dataset.of(images, new int[count], Shape.of(3, h, w));
    }

    @Test
    void homographiesAreMapsOfThePlane() {
        Homography h = Homography.of(0.76, -0.3, 225.7, 0.33, 1.01, -77, 3.5e-4, -1.4e-5, 1);
        Homography.Point p = h.apply(100, 50);
        double w = 3.5e-2 - 7e-4 + 1;
        assertThat(p.x()).isCloseTo((76 - 15 + 225.7) / w, within(1e-9));
        assertThat(p.y()).isCloseTo((33 + 50.5 - 77) / w, within(1e-9));
        Homography.Point back = h.inverse().apply(p.x(), p.y());
        assertThat(back.to(new Homography.Point(100, 50))).isLessThan(1e-9);
        Homography.Point twice = h.after(Homography.shift(10, 0)).apply(90, 50);
        assertThat(twice.to(p)).isLessThan(1e-9);
        assertThat(Homography.turn(Math.PI / 2).apply(1, 0).to(new Homography.Point(0, 1)))
                .isLessThan(1e-12);
        assertThat(Homography.tilt(0.5, 0).apply(2, 4)).isEqualTo(new Homography.Point(1, 2));
        assertThatThrownBy(() -> Homography.of(1, 2, 3)).hasMessageContaining("3 rows of 3 finite numbers");
        assertThatThrownBy(() -> Homography.of(1, 2, 3, 2, 4, 6, 0, 0, 1)).hasMessageContaining("determinant 0");
    }

    /// A bright square has its four corners, and neither its edges nor its inside.
    @Test
    void harrisFindsCorners() {
        int n = 32;
        float[] grey = new float[n * n];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = i / n >= 10 && i / n < 20 && i % n >= 12 && i % n < 22 ? 1 : 0;
        }
        float[] r = Keypoints.harris(grey, n, n);
        assertThat(r[15 * n + 12]).as("edge").isNegative();
        assertThat(r[15 * n + 17]).as("inside").isZero();
        List<Keypoint> found = Keypoints.maxima(r, n, n, 2, 4, 100);
        assertThat(found).hasSize(4).allSatisfy(k -> {
            assertThat(Math.min(Math.abs(k.x() - 12), Math.abs(k.x() - 21))).isLessThanOrEqualTo(1);
            assertThat(Math.min(Math.abs(k.y() - 10), Math.abs(k.y() - 19))).isLessThanOrEqualTo(1);
        });
        assertThat(Keypoints.maxima(r, n, n, 2, 4, 3)).isEqualTo(found.subList(0, 3));
        assertThat(Keypoints.maxima(r, n, n, 2, 16, 3)).isEmpty();
        assertThat(Keypoints.grid(20, 36, 2, 100)).hasSizeBetween(50, 100).allSatisfy(k -> {
            assertThat(k.x()).isBetween(2, 33);
            assertThat(k.y()).isBetween(2, 17);
        });
        assertThat(Keypoints.grid(8, 8, 4, 100)).isEmpty();
    }

    @Test
    void onlyMutualNeighboursMatch() {
        List<Keypoint> a = List.of(new Keypoint(0, 0, 1), new Keypoint(5, 0, 1), new Keypoint(0, 5, 1));
        List<Keypoint> b = List.of(new Keypoint(1, 0, 1), new Keypoint(6, 3, 1));
        float[][] da = {{1, 0}, {0.8f, 0.6f}, {0, 1}};
        float[][] db = {{0.9806f, 0.1961f}, {0.0995f, 0.995f}};
        Matches m = Matches.mutual(a, da, b, db);
        assertThat(m.pairs()).extracting(Matches.Pair::a).containsExactly(0, 2);
        assertThat(m.pairs()).extracting(Matches.Pair::b).containsExactly(0, 1);
        Homography h = Homography.shift(1, 0);
        assertThat(m.error(m.pairs().getFirst(), h)).isZero();
        assertThat(m.error(m.pairs().getLast(), h)).isCloseTo(Math.hypot(5, 2), within(1e-12));
        assertThat(m.within(3, h)).isEqualTo(1);
        assertThat(m.within(6, h)).isEqualTo(2);
        assertThat(Matches.mutual(a, da, List.of(), new float[0][]).pairs()).isEmpty();
    }

    /// Under the colours that are drawn for views, the grey levels of corresponding points are still related:
    /// patches around them are far more alike than others. So targets name the same points.
    @Test
    void viewsShowTheSamePointsTwice() {
        Dataset views = ViewPairs.of(photos(3, 96, 120), 40, SIDE, POINTS, 7);
        assertThat(views.shape()).isEqualTo(Shape.of(3, 2 * SIDE, SIDE));
        assertThat(views.targetShape()).isEqualTo(Shape.of(2, POINTS));
        double same = 0;
        double others = 0;
        for (int i = 0; i < 40; i++) {
            float[] x = new float[3 * 2 * SIDE * SIDE];
            long[] t = new long[2 * POINTS];
            views.read(i, x, 0, Targets.classes(t), 0);
            for (float v : x) {
                assertThat(v).isBetween(0f, 1f);
            }
            List<Keypoint> a = points(t, 0);
            List<Keypoint> b = points(t, POINTS);
            assertThat(a).doesNotHaveDuplicates().allMatch(k -> k.y() < SIDE);
            assertThat(b).allMatch(k -> k.y() >= SIDE);
            float[][] pa = DescriptorMap.patches(x, 2 * SIDE, SIDE, a, 4);
            float[][] pb = DescriptorMap.patches(x, 2 * SIDE, SIDE, b, 4);
            for (int p = 0; p < POINTS; p++) {
                same += dot(pa[p], pb[p]) / POINTS / 40;
                others += dot(pa[p], pb[(p + 1) % POINTS]) / POINTS / 40;
            }
        }
        assertThat(same).isGreaterThan(0.6);
        assertThat(Math.abs(others)).isLessThan(0.15);
    }

    private static List<Keypoint> points(long[] t, int from) {
        return IntStream.range(from, from + POINTS)
                .mapToObj(i -> new Keypoint((int) t[i] % SIDE, (int) t[i] / SIDE, 1))
                .toList();
    }

    private static double dot(float[] x, float[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /// A sample is a function of seed, epoch and number.
    @Test
    void viewsAreDrawnAnewInEachEpoch() {
        Dataset photos = photos(2, 96, 96);
        Dataset views = ViewPairs.of(photos, 4, SIDE, POINTS, 7);
        assertThat(sample(views, 1, 3)).isEqualTo(sample(ViewPairs.of(photos, 4, SIDE, POINTS, 7), 1, 3));
        assertThat(sample(views, 1, 3)).isNotEqualTo(sample(views, 1, 4));
        assertThat(sample(views, 1, 3)).isNotEqualTo(sample(ViewPairs.of(photos, 4, SIDE, POINTS, 8), 1, 3));
        assertThatThrownBy(() -> ViewPairs.of(photos(1, 70, 100), 4, SIDE, POINTS, 7))
                .hasMessageContaining("photographs of 80 pixels at least in height and width, found 3×70×100");
        assertThatThrownBy(() -> ViewPairs.of(photos, 4, SIDE, 26, 7))
                .hasMessageContaining("room for 25 points, asked for 26");
    }

    private static float[] sample(Dataset d, int index, int epoch) {
        float[] x = new float[d.shape().intSize()];
        d.read(index, epoch, x, 0, Targets.room(d.targetType(), d.targetShape()), 0);
        return x;
    }

    @Test
    void eachPixelOfAnyImageGetsAVectorOfLengthOne() {
        Network n = Zoo.get("descriptor", Shape.of(3, 32, 32), 16);
        Model m = Model.of(n, ModelInfo.of("descriptor", n.inputShape()), Noyau.backend());
        for (int[] size : new int[][] {{32, 40}, {27, 45}}) {
            Tensor image = Tensor.of(Shape.of(3, size[0], size[1]), noise(3 * size[0] * size[1]));
            DescriptorMap map = DescriptorMap.of(m, image);
            assertThat(map.scores()).isNull();
            assertThat(map.descriptors().shape()).isEqualTo(Shape.of(16, size[0], size[1]));
            assertClose("map", map.descriptors().data(), m.predict(image).data(), 1e-5);
            float[][] d = map.at(Keypoints.grid(size[0], size[1], 0, 50));
            for (float[] v : d) {
                assertThat(dot(v, v)).isCloseTo(1, within(1e-5));
            }
        }
        Network scores = Network.of(Shape.of(3, 8, 8), Conv2d.of(1, 1));
        Model one = Model.of(scores, ModelInfo.of("scores", scores.inputShape()), Noyau.backend());
        assertThatThrownBy(() -> DescriptorMap.of(one, Tensor.of(Shape.of(3, 8, 8), noise(192))))
                .hasMessageContaining("[1×8×8] for an image of 3×8×8, not a descriptor for each pixel");
    }

    private static float[] noise(int n) {
        Random random = new Random(n);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextFloat();
        }
        return x;
    }

    /// Synthetic images: of the points of others that the untrained network does not match, the trained one
    /// matches most.
    @Test
    void learnsToMatch() {
        Dataset test = ViewPairs.of(photos(9, 96, 96).range(6, 9), 24, SIDE, POINTS, 2);
        try (Trainer t = trainer(2)) {
            Evaluation before = t.evaluate(test, new PartnersFound());
            learn(t, 6);
            Evaluation after = t.evaluate(test, new PartnersFound());
            assertThat(1 - matched(after)).isLessThan((1 - matched(before)) / 2);
            assertThat(after.loss()).isLessThan(before.loss());
        }
    }

    @Test
    void learnsTheSameBitsOnAnyNumberOfThreads() {
        try (Trainer one = trainer(1);
                Trainer two = trainer(2)) {
            learn(one, 1);
            learn(two, 1);
            assertThat(two.parameters().slab()).isEqualTo(one.parameters().slab());
        }
    }

    private static Trainer trainer(int threads) {
        return Trainer.of(Network.of(Shape.of(3, 64, 64), new Descriptor(8, 16)))
                .loss(Losses.pointInfoNce(0.07, POINTS))
                .optimizer(Optimizers.adamw(4e-3))
                .seed(3)
                .threads(threads)
                .open();
    }

    private static void learn(Trainer t, int epochs) {
        Dataset train = ViewPairs.of(photos(6, 96, 96), 48, SIDE, POINTS, 1);
        t.fit(train, FitOptions.epochs(epochs), FitOptions.batch(4), FitOptions.metrics(new PartnersFound()));
    }

    private static double matched(Evaluation e) {
        return java.util.Objects.requireNonNull(e.scores().get("matched")).value();
    }
}
