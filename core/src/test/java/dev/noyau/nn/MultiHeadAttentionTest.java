package dev.noyau.nn;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import dev.noyau.testing.Gen;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Attention against its formula, written out.
class MultiHeadAttentionTest {
    private static final int N = 2;
    private static final int T = 5;
    private static final int D = 6;
    private static final int HEADS = 3;

    @ParameterizedTest
    @MethodSource("dev.noyau.testing.Backends#all")
    void isSoftmaxOfProductsTimesValues(Backends.Tested tested) {
        Network net = Network.of(Shape.of(T, D), new MultiHeadAttention(HEADS));
        Parameters p = net.initialParameters(3);
        float[] x = Gen.of(1).floats(N * T * D);
        Graph graph = net.graph(Shape.of(N, T, D), Mode.INFERENCE);
        Executable.Results r = tested.backend()
                .compile(graph)
                .call(
                        p,
                        Parameters.zeros(new LinkedHashMap<>()),
                        Map.of(GraphSource.INPUT, Tensor.of(Shape.of(N, T, D), x)));
        assertThat(p.slots().keySet())
                .containsExactly("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias");
        assertClose("y", r.output(GraphSource.OUTPUT).data(), expected(p, x), tested.tolerance());
    }

    private static float[] expected(Parameters p, float[] x) {
        double[] qkv = affine(x, N * T, p, "in_proj_weight", "in_proj_bias", 3 * D);
        int d = D / HEADS;
        float[] joined = new float[N * T * D];
        for (int n = 0; n < N; n++) {
            for (int h = 0; h < HEADS; h++) {
                for (int t = 0; t < T; t++) {
                    double[] weight = new double[T];
                    double sum = 0;
                    for (int s = 0; s < T; s++) {
                        double dot = 0;
                        for (int k = 0; k < d; k++) {
                            dot += qkv[(n * T + t) * 3 * D + h * d + k] * qkv[(n * T + s) * 3 * D + D + h * d + k];
                        }
                        weight[s] = Math.exp(dot / Math.sqrt(d));
                        sum += weight[s];
                    }
                    for (int k = 0; k < d; k++) {
                        double y = 0;
                        for (int s = 0; s < T; s++) {
                            y += weight[s] / sum * qkv[(n * T + s) * 3 * D + 2 * D + h * d + k];
                        }
                        joined[(n * T + t) * D + h * d + k] = (float) y;
                    }
                }
            }
        }
        double[] y = affine(joined, N * T, p, "out_proj.weight", "out_proj.bias", D);
        float[] out = new float[y.length];
        for (int i = 0; i < y.length; i++) {
            out[i] = (float) y[i];
        }
        return out;
    }

    private static double[] affine(float[] x, int rows, Parameters p, String weight, String bias, int features) {
        float[] w = p.get(weight).data();
        float[] b = p.get(bias).data();
        double[] y = new double[rows * features];
        for (int i = 0; i < y.length; i++) {
            y[i] = b[i % features];
            for (int k = 0; k < D; k++) {
                y[i] += (double) x[i / features * D + k] * w[i % features * D + k];
            }
        }
        return y;
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void refusesFeaturesThatTheHeadsDoNotDivide(int heads) {
        assertThatThrownBy(() -> Network.of(Shape.of(T, D), new MultiHeadAttention(heads)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining(
                        "expects (N, T, D) with D a multiple of " + heads + " heads, found input [1,5,6]");
    }
}
