package dev.noyau.nn;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.analysis.Summary;
import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Executable;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import dev.noyau.testing.Gen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pooling by p-norms against its formula as loops in double.
class LpPoolTest {
    private static final int SIZE = 7;
    private static final Shape IMAGES = Shape.of(2, 3, SIZE, SIZE);

    /// Powers and roots in float32.
    private static final double TOLERANCE = 2e-5;

    static Stream<Backends.Tested> backends() {
        return Backends.all().stream();
    }

    /// The norms of windows of 3 with padding 1, and of a weighted sum of them the slopes.
    private static double[] norms(float[] x, int stride, double p, double[] slopes) {
        int places = (SIZE - 1) / stride + 1;
        double[] y = new double[2 * 3 * places * places];
        for (int o = 0; o < y.length; o++) {
            int plane = o / (places * places) * SIZE * SIZE;
            int top = o / places % places * stride - 1;
            int left = o % places * stride - 1;
            double sum = 0;
            for (int t = 0; t < 9; t++) {
                int at = at(plane, top + t / 3, left + t % 3);
                sum += at < 0 ? 0 : Math.pow(Math.abs(x[at]), p);
            }
            y[o] = Math.pow(sum, 1 / p);
            for (int t = 0; t < 9 && sum > 0; t++) {
                int at = at(plane, top + t / 3, left + t % 3);
                if (at >= 0) {
                    slopes[at] += weight(o) * Math.signum(x[at]) * Math.pow(Math.abs(x[at]) / y[o], p - 1);
                }
            }
        }
        return y;
    }

    private static int at(int plane, int row, int column) {
        boolean within = row >= 0 && row < SIZE && column >= 0 && column < SIZE;
        return within ? plane + row * SIZE + column : -1;
    }

    private static double weight(int o) {
        return o % 5 - 2;
    }

    @ParameterizedTest
    @MethodSource("backends")
    void isTheNormOfEachWindow(Backends.Tested tested) {
        float[] x = Gen.of(11).floats(IMAGES.intSize());
        // A whole window of zeros, which has no slope of its own.
        for (int i = 0; i < SIZE * SIZE; i++) {
            x[i] = i / SIZE < 4 && i % SIZE < 4 ? 0 : x[i];
        }
        for (double p : new double[] {1, 2, 3.5}) {
            for (int stride : new int[] {1, 2, 3}) {
                GraphBuilder b = new GraphBuilder();
                Value in = b.parameter("x", IMAGES);
                Value y = new Arithmetic(b)
                        .norms(in, LpPool2d.of(p, 3).stride(stride).padding(1).window(), (float) p);
                float[] weights = new float[y.shape().intSize()];
                for (int o = 0; o < weights.length; o++) {
                    weights[o] = (float) weight(o);
                }
                Value up = b.constant(Tensor.wrap(y.shape(), weights));
                Value g = Autodiff.gradients(b, y, up, List.of(in)).getFirst();
                assertThat(g).isNotNull();
                b.output("y", y).gradient("x", g);
                SequencedMap<String, Shape> shapes = new LinkedHashMap<>(Map.of("x", IMAGES));
                Parameters given = Parameters.zeros(shapes);
                given.set("x", Tensor.wrap(IMAGES, x));
                Executable.Results r = tested.backend()
                        .compile(b.build())
                        .call(given, Parameters.zeros(new LinkedHashMap<>()), Map.of());
                double[] slopes = new double[x.length];
                double[] expected = norms(x, stride, p, slopes);
                assertClose("norms", LossRuns.toDouble(r.output("y").data()), expected, TOLERANCE);
                assertClose("slopes", LossRuns.toDouble(r.gradients().get("x").data()), slopes, TOLERANCE);
            }
        }
    }

    @Test
    void signalsArePooledAlike() {
        Network n = Network.of(
                Shape.of(2, 12), LpPool1d.of(2, 3).stride(2).padding(1, 0).ceilMode());
        assertThat(Summary.of(n).output()).isEqualTo(Shape.of(2, 6));
        Network i = Network.of(Shape.of(2, 12, 5), LpPool2d.of(2, 3, 1).ceilMode());
        assertThat(Summary.of(i).output()).isEqualTo(Shape.of(2, 4, 5));
        assertThatThrownBy(() -> Network.of(Shape.of(2, 12), LpPool2d.of(2, 3)).initialParameters(1))
                .hasMessageContaining("LpPool2d: expects images (N, C, H, W)");
        assertThatThrownBy(() -> new LpPool1d(Window.of(1, 2), 0.5f))
                .hasMessage("LpPool: p must be at least 1, found 0.5");
    }
}
