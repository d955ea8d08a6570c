package dev.noyau.nn;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.op.Interpolation;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Layers that change the size of images, or leave parts of them out.
class ResizeLayersTest {
    private static final double TOLERANCE = 1e-6;

    private static Tensor run(Layer layer, Tensor x, Mode mode) {
        Network n = Network.of(x.shape().dropFirst(), layer);
        Map<String, Tensor> in = mode == Mode.TRAINING
                ? Map.of(GraphSource.INPUT, x, GraphSource.KEY, Tensor.ofLongs(Shape.of(2), new long[] {3, 5}))
                : Map.of(GraphSource.INPUT, x);
        return new ReferenceBackend()
                .compile(n.graph(x.shape(), mode))
                .call(n.initialParameters(1), n.initialState(), in)
                .output(GraphSource.OUTPUT);
    }

    private static Tensor random(Shape s) {
        return Tensor.wrap(s, Gen.of(1).floats(s.intSize()));
    }

    @Test
    void sizesByScaleAndAsGiven() {
        Tensor x = random(Shape.of(1, 2, 3, 5));
        assertThat(run(Resize.nearest(2), x, Mode.INFERENCE).shape()).isEqualTo(Shape.of(1, 2, 6, 10));
        assertThat(run(Resize.linear(1.5), x, Mode.INFERENCE).shape()).isEqualTo(Shape.of(1, 2, 4, 7));
        assertThat(run(Resize.cubic(2).to(7, 4), x, Mode.INFERENCE).shape()).isEqualTo(Shape.of(1, 2, 7, 4));
        assertThat(run(Resize.linear(2), random(Shape.of(1, 2, 9)), Mode.INFERENCE)
                        .shape())
                .isEqualTo(Shape.of(1, 2, 18));
    }

    /// What is linear in the image's coordinates stays so between its outermost pixels.
    @Test
    void alignedCornersKeepASlope() {
        Tensor x = Tensor.of(Shape.of(1, 1, 1, 3), 0f, 1f, 2f);
        float[] y =
                run(Resize.linear(2).to(1, 5).alignCorners(), x, Mode.INFERENCE).data();
        assertClose("slope", y, new float[] {0, 0.5f, 1, 1.5f, 2}, TOLERANCE);
    }

    @Test
    void shuffledPixelsGoBack() {
        Tensor x = random(Shape.of(2, 12, 3, 5));
        Tensor y = run(new PixelShuffle(2), x, Mode.INFERENCE);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 6, 10));
        assertThat(run(new PixelUnshuffle(2), y, Mode.INFERENCE)).isEqualTo(x);
    }

    @Test
    void spatialDropoutLeavesOutWholeChannels() {
        Tensor x = Tensor.wrap(Shape.of(8, 16, 2, 3), ones(8 * 16 * 6));
        float[] y = run(Dropout2d.of(0.5), x, Mode.TRAINING).data();
        checkGroups(y, 6, 2);
        assertThat(run(Dropout2d.of(0.5), x, Mode.INFERENCE)).isEqualTo(x);
    }

    @Test
    void stochasticDepthLeavesOutWholeSamples() {
        Tensor x = Tensor.wrap(Shape.of(64, 2, 3), ones(64 * 6));
        checkGroups(run(StochasticDepth.of(0.5), x, Mode.TRAINING).data(), 6, 2);
        assertThat(run(StochasticDepth.of(0.5), x, Mode.INFERENCE)).isEqualTo(x);
    }

    /// Each group is left out as a whole or kept as a whole, and both happen.
    private static void checkGroups(float[] y, int size, float kept) {
        int left = 0;
        for (int i = 0; i < y.length; i += size) {
            for (int k = 0; k < size; k++) {
                assertThat(y[i + k]).isEqualTo(y[i]).isIn(0f, kept);
            }
            left += y[i] == 0 ? 1 : 0;
        }
        // Five standard deviations of a fair coin.
        double n = y.length / (double) size;
        assertThat((double) left).isBetween(n / 2 - 2.5 * Math.sqrt(n), n / 2 + 2.5 * Math.sqrt(n));
    }

    private static float[] ones(int count) {
        float[] all = new float[count];
        java.util.Arrays.fill(all, 1);
        return all;
    }

    /// Of 20 000 normal numbers; five standard deviations of mean and variance.
    @Test
    void alphaDropoutKeepsMeanAndVariance() {
        int n = 20_000;
        float[] normal = new float[n];
        Gen g = Gen.of(2);
        for (int i = 0; i < n; i += 2) {
            double r = Math.sqrt(-2 * Math.log(g.uniform(1e-12, 1)));
            double t = 2 * Math.PI * g.uniform(0, 1);
            normal[i] = (float) (r * Math.cos(t));
            normal[i + 1] = (float) (r * Math.sin(t));
        }
        float[] y = run(AlphaDropout.of(0.3), Tensor.wrap(Shape.of(1, n), normal), Mode.TRAINING)
                .data();
        double mean = 0;
        double square = 0;
        for (float v : y) {
            mean += v / n;
            square += (double) v * v / n;
        }
        assertThat(mean).isBetween(-0.036, 0.036);
        assertThat(square - mean * mean).isBetween(0.95, 1.05);
    }

    @Test
    void rootMeanSquareAndLengthBecomeOne() {
        Tensor x = Tensor.of(Shape.of(1, 2, 2), 3f, 4f, 6f, 8f);
        double r = Math.sqrt(12.5);
        assertClose(
                "RMS",
                run(new RmsNorm().eps(0), x, Mode.INFERENCE).data(),
                new float[] {(float) (3 / r), (float) (4 / r), (float) (3 / r), (float) (4 / r)},
                TOLERANCE);
        assertClose(
                "L2",
                run(new L2Normalize(-1, 1e-12f), x, Mode.INFERENCE).data(),
                new float[] {0.6f, 0.8f, 0.6f, 0.8f},
                TOLERANCE);
    }

    /// AlexNet's formula, by hand: one neighbour on each side.
    @Test
    void localResponseCountsNeighbouringChannels() {
        Tensor x = Tensor.of(Shape.of(1, 3, 1), 1f, 2f, 3f);
        assertClose(
                "LRN",
                run(new LocalResponseNorm(3, 3, 1, 1), x, Mode.INFERENCE).data(),
                new float[] {1 / 6f, 2 / 15f, 3 / 14f},
                TOLERANCE);
    }

    /// As large as possible within the sizes, or as small as possible around them.
    @Test
    void proportionsMayBeKept() {
        Shape x = Shape.of(1, 1, 2, 4);
        int[] axes = {2, 3};
        int[] sizes = {7, 8};
        for (var policy : dev.noyau.graph.op.Resize.Policy.values()) {
            var op = dev.noyau.graph.op.Resize.toSizes(Interpolation.NEAREST, x, axes, sizes, policy, new double[0]);
            List<Integer> out = op.axes().stream().map(a -> a.out()).toList();
            assertThat(out)
                    .isEqualTo(
                            switch (policy) {
                                case STRETCH -> List.of(7, 8);
                                case NOT_LARGER -> List.of(4, 8);
                                case NOT_SMALLER -> List.of(7, 14);
                            });
        }
    }

    @Test
    void errorsNameTheLayerAndTheSizes() {
        fails(
                Shape.of(3),
                Resize.nearest(2),
                "Resize: expects images (N, C, H, W) or sound (N, C, L), found input [1,3]");
        fails(Shape.of(3, 2, 2), Resize.nearest(0.25), "Resize: axis 2 of [1,3,2,2] cannot be resized to 0 values");
        fails(
                Shape.of(6, 2, 2),
                new PixelShuffle(2),
                "DepthToSpace: 6 channels of input [1,6,2,2] are no multiple of 4, the pixels of a block of 2×2");
        fails(
                Shape.of(6, 2, 3),
                new PixelUnshuffle(2),
                "SpaceToDepth: input [1,6,2,3] cannot be divided into blocks of 2×2");
    }

    private static void fails(Shape input, Layer layer, String message) {
        assertThatThrownBy(() -> Network.of(input, layer)).hasMessage(message);
    }
}
