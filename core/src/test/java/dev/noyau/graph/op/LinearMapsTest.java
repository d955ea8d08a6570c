package dev.noyau.graph.op;

import static dev.noyau.graph.op.Run.combine;
import static dev.noyau.graph.op.Run.dot;
import static dev.noyau.graph.op.Run.random;
import static dev.noyau.graph.op.Run.run;
import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.graph.Type;
import dev.noyau.reference.NdArray;
import dev.noyau.tensor.Shape;
import dev.noyau.testing.Gen;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Ops that are linear are so, and each pair of an op and its transpose satisfies `⟨Ax, y⟩ = ⟨x, Aᵀy⟩`.
class LinearMapsTest {
    private static final int TRIES = 50;

    /// Sums of some hundred products in double.
    private static final double TOLERANCE = 1e-11;

    @Test
    void convolutionIsLinearInInputAndWeight() {
        Gen.check(TRIES, g -> {
            OpCase c = OpContracts.conv(g, 0);
            NdArray x1 = random(g, c.in().get(0));
            NdArray x2 = random(g, c.in().get(0));
            NdArray w1 = random(g, c.in().get(1));
            NdArray w2 = random(g, c.in().get(1));
            double a = g.uniform(-2, 2);
            double b = g.uniform(-2, 2);
            assertClose(
                    "in x",
                    run(c.op(), combine(a, x1, b, x2), w1).doubles(),
                    combine(a, run(c.op(), x1, w1), b, run(c.op(), x2, w1)).doubles(),
                    TOLERANCE);
            assertClose(
                    "in w",
                    run(c.op(), x1, combine(a, w1, b, w2)).doubles(),
                    combine(a, run(c.op(), x1, w1), b, run(c.op(), x1, w2)).doubles(),
                    TOLERANCE);
        });
    }

    /// `⟨conv(x, w), y⟩ = ⟨x, convᵀ(y, w)⟩ = ⟨w, gradient(y, x)⟩`.
    @Test
    void convolutionAndItsGradientsAreTransposed() {
        Gen.check(TRIES, g -> {
            OpCase c = OpContracts.conv(g, 0);
            Conv2d conv = (Conv2d) c.op();
            NdArray x = random(g, c.in().get(0));
            NdArray w = random(g, c.in().get(1));
            NdArray ax = run(conv, x, w);
            NdArray y = random(g, ax.type());
            NdArray dx = run(new Conv2dBackwardData(conv.window(), conv.groups(), x.shape()), y, w);
            NdArray dw = run(new Conv2dBackwardWeights(conv.window(), conv.groups(), w.shape()), y, x);
            equal(dot(ax, y), dot(x, dx));
            equal(dot(ax, y), dot(w, dw));
        });
    }

    @Test
    void averagePoolingAndItsGradientAreTransposed() {
        Gen.check(TRIES, g -> {
            AvgPool2dBackward back =
                    (AvgPool2dBackward) draw(g, AvgPool2dBackward.class).op();
            transposed(g, new AvgPool2d(back.window(), back.countPadding()), back, back.input());
        });
    }

    /// For a fixed x the gradient of max pooling puts values back where the gather takes them from.
    @Test
    void maxPoolingsGradientAndGatherAreTransposed() {
        Gen.check(TRIES, g -> {
            OpCase c = draw(g, MaxPool2dGather.class);
            MaxPool2dGather gather = (MaxPool2dGather) c.op();
            NdArray x = random(g, c.in().get(1));
            NdArray u = random(g, c.in().get(0));
            NdArray gathered = run(gather, u, x);
            NdArray y = random(g, gathered.type());
            equal(dot(gathered, y), dot(u, run(new MaxPool2dBackward(gather.window()), y, x)));
            assertThat(run(gather, x, x).doubles())
                    .isEqualTo(run(new MaxPool2d(gather.window()), x).doubles());
        });
    }

    @Test
    void broadcastingAndSummingAreTransposed() {
        Gen.check(TRIES, g -> {
            Shape wide = g.shape(0, 4);
            List<Integer> axes = IntStream.range(0, wide.rank())
                    .filter(a -> g.flip())
                    .boxed()
                    .toList();
            ReduceSum sum = new ReduceSum(axes, true);
            Shape narrow = sum.infer(List.of(Type.f32(wide))).getFirst().shape();
            transposed(g, new BroadcastTo(wide), sum, narrow);
        });
    }

    @Test
    void productWithAMatrixAndWithItsTransposeAreTransposed() {
        Gen.check(TRIES, g -> {
            OpCase c = draw(g, MatMul.class);
            MatMul product = (MatMul) c.op();
            NdArray a = random(g, c.in().get(0));
            NdArray b = random(g, c.in().get(1));
            NdArray y = random(g, run(product, a, b).type());
            MatMul back = product.transposeA()
                    ? new MatMul(product.transposeB(), true)
                    : new MatMul(false, !product.transposeB());
            NdArray da = product.transposeA() ? run(back, b, y) : run(back, y, b);
            // A matrix that serves many batches is repeated before it is multiplied.
            NdArray repeated = run(new BroadcastTo(da.shape()), a);
            equal(dot(run(product, a, b), y), dot(repeated, da));
        });
    }

    private static OpCase draw(Gen g, Class<? extends Op> op) {
        return OpContracts.all().stream()
                .filter(c -> c.op() == op)
                .findFirst()
                .orElseThrow()
                .draw()
                .apply(g);
    }

    private static void transposed(Gen g, Op op, Op transpose, Shape input) {
        NdArray x = random(g, input);
        NdArray ax = run(op, x);
        NdArray y = random(g, ax.type());
        equal(dot(ax, y), dot(x, run(transpose, y)));
    }

    private static void equal(double a, double b) {
        assertThat(a).isCloseTo(b, within(TOLERANCE * Math.max(1, Math.abs(b))));
    }
}
