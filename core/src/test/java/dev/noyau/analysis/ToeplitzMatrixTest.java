package dev.noyau.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.graph.Executable;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.op.Window;
import dev.noyau.nn.Conv1d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToeplitzMatrixTest {
    private static final ToeplitzMatrix COURSE = ToeplitzMatrix.of(Window.of(1, 2), 1, 1, Shape.of(1, 4));

    /// Four inputs, a filter of two, three outputs.
    @Test
    void threeStepsOfTheCourse() {
        assertThat(COURSE.as(ToeplitzMatrix.Kind.GENERAL)).hasToString("""
                W11 W12 W13 W14
                W21 W22 W23 W24
                W31 W32 W33 W34
                """);
        assertThat(COURSE.as(ToeplitzMatrix.Kind.LOCAL)).hasToString("""
                W11 W12 0   0
                0   W22 W23 0
                0   0   W33 W34
                """);
        assertThat(COURSE).hasToString("""
                W11 W12 0   0
                0   W11 W12 0
                0   0   W11 W12
                """);
        assertThat(COURSE.as(ToeplitzMatrix.Kind.GENERAL).weights()).isEqualTo(12);
        assertThat(COURSE.as(ToeplitzMatrix.Kind.LOCAL).weights()).isEqualTo(6);
        assertThat(COURSE.weights()).isEqualTo(2);
        assertThat(COURSE.as(ToeplitzMatrix.Kind.GENERAL).macs()).isEqualTo(12);
        assertThat(COURSE.macs()).isEqualTo(6);
        assertThat(COURSE.as(ToeplitzMatrix.Kind.LOCAL).biases()).isEqualTo(3);
        assertThat(COURSE.biases()).isEqualTo(1);
    }

    @Test
    void namesOfFiltersOfImages() {
        assertThat(ToeplitzMatrix.of(Window.of(2), 1, 1, Shape.of(1, 2, 3))).hasToString("""
                W11 W12 0   W21 W22 0
                0   W11 W12 0   W21 W22
                """);
        assertThat(ToeplitzMatrix.of(Window.of(1), 1, 2, Shape.of(3, 1, 1))).hasToString("""
                W1111 W1211 W1311
                W2111 W2211 W2311
                """);
        assertThat(ToeplitzMatrix.of(Window.of(1, 3).padding(0, 1, 0, 1).stride(1, 2), 1, 2, Shape.of(1, 3)))
                .hasToString("""
                        W12 W13 0
                        0   W11 W12
                        W22 W23 0
                        0   W21 W22
                        """);
    }

    @Test
    void productIsTheLayer() {
        Gen.check(60, g -> {
            int groups = g.between(1, 2);
            int filters = groups * g.between(1, 2);
            Shape in = g.flip()
                    ? Shape.of(groups * g.between(1, 2), g.between(4, 9))
                    : Shape.of(groups * g.between(1, 2), g.between(4, 7), g.between(4, 7));
            int k = g.between(1, 3);
            int s = g.between(1, 3);
            int p = g.between(0, 2);
            int d = k == 1 ? 1 : g.between(1, 2);
            int last = p + d * (k - 1) < in.dim(-1) + p ? p : 2;
            Layer layer = in.rank() == 2
                    ? Conv1d.of(filters, k)
                            .stride(s)
                            .padding(p, last)
                            .dilation(d)
                            .groups(groups)
                    : Conv2d.of(filters, k)
                            .stride(s)
                            .padding(p, p, last, last)
                            .dilation(d)
                            .groups(groups);
            equal(g, Network.of(in, Sequential.of(layer)));
        });
    }

    private static void equal(Gen g, Network n) {
        Parameters p = n.initialParameters(g.seed());
        Shape in = n.inputShape();
        float[] x = g.floats(in.intSize());
        Executable e = new ReferenceBackend().compile(n.graph(in.prepend(1), Mode.INFERENCE));
        float[] layer = e.call(p, n.initialState(), Map.of(GraphSource.INPUT, Tensor.wrap(in.prepend(1), x)))
                .output(GraphSource.OUTPUT)
                .data();
        ToeplitzMatrix m = ToeplitzMatrix.of(n, "0", in);
        double[] product = m.times(p.get("0.weight").data(), x);
        float[] bias = p.get("0.bias").data();
        assertThat(product).hasSize(layer.length);
        for (int i = 0; i < layer.length; i++) {
            double y = product[i] + bias[i / (layer.length / bias.length)];
            assertThat(y).as(n + " output " + i).isCloseTo(layer[i], within(1e-6));
        }
    }

    @Test
    void whatHasNoMatrixIsSaid() {
        Network n =
                Network.of(Shape.of(3, 480, 640), Sequential.of(Conv2d.of(3, 3).same(), new Relu()));
        assertThatThrownBy(() -> ToeplitzMatrix.of(n, "0", n.inputShape()))
                .hasMessageContaining("921,600 rows and 921,600 columns")
                .hasMessageContaining("smaller input");
        assertThatThrownBy(() -> ToeplitzMatrix.of(n, "1", n.inputShape()))
                .hasMessageContaining("1: expected a convolution, found Relu");
        assertThatThrownBy(() -> ToeplitzMatrix.of(n, "7", n.inputShape())).hasMessageContaining("no layer '7'");
    }
}
