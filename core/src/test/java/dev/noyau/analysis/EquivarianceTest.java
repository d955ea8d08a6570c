package dev.noyau.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EquivarianceTest {
    @Test
    void holdsInsideForShiftsByTheStride() {
        Gen.check(40, g -> {
            List<Layer> layers = new ArrayList<>();
            int stride = 1;
            for (int i = g.between(1, 3); i > 0; i--) {
                int k = g.pick(1, 3);
                int s = stride < 4 ? g.between(1, 2) : 1;
                stride *= s;
                layers.add(
                        g.flip()
                                ? Conv2d.of(2, k).stride(s).padding(g.between(0, k / 2))
                                : MaxPool2d.of(k).stride(s));
                layers.add(new Relu());
            }
            Network n = Network.of(Shape.of(1, 24, 29), new Sequential(layers));
            int rows = stride * g.between(0, 1);
            int columns = stride * g.between(1, 2);
            Equivariance e = of(g, n, rows, columns);
            assertThat(e.layers()).hasSize(layers.size());
            for (Equivariance.Layer l : e.layers()) {
                assertThat(l.whole()).as(n + " " + l).isTrue();
                assertThat(l.inside()).as(n + " " + l).isZero();
                assertThat(l.compared()).as(n + " " + l).isPositive();
            }
        });
    }

    @Test
    void breaksAtTheBorderAndForShiftsThatTheStrideDoesNotDivide() {
        Network n = Network.of(
                Shape.of(1, 16, 16),
                Sequential.of(
                        Conv2d.of(2, 3).padding(1), Conv2d.of(2, 3).stride(2).padding(1)));
        Equivariance e = of(Gen.of(3), n, 0, 1);
        assertThat(e.layers().get(0).inside()).isZero();
        assertThat(e.layers().get(0).border()).isPositive();
        assertThat(e.layers().get(1).whole()).isFalse();
        assertThat(e.layers().get(1).shift()).containsExactly(0.0, 0.5);
        assertThat(e.layers().get(1).inside()).isPositive();
    }

    @Test
    void shiftBeyondTheImageIsSaid() {
        Network n = Network.of(Shape.of(1, 8, 8), Sequential.of(new Relu()));
        assertThatThrownBy(() -> of(Gen.of(1), n, 8, 0)).hasMessageContaining("by less than its size");
    }

    private static Equivariance of(Gen g, Network n, int rows, int columns) {
        Tensor x = Tensor.wrap(n.inputShape(), g.floats(n.inputShape().intSize()));
        return Equivariance.of(n, n.initialParameters(g.seed()), x, rows, columns, new ReferenceBackend());
    }
}
