package dev.noyau.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.Exp;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Relu;
import dev.noyau.reference.Interpreter;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutodiffTest {
    private final GraphBuilder b = new GraphBuilder();
    private final Value x = b.input("x", Type.f32(Shape.SCALAR));

    /// The n-th derivative of eˣ·x is eˣ·(x + n).
    @Test
    void gradientsAreDifferentiatedAgain() {
        Value y = b.add(new Mul(), b.add(new Exp(), x), x);
        for (int n = 1; n <= 4; n++) {
            y = Autodiff.gradients(b, y, List.of(x)).getFirst();
            b.output("d" + n, y);
        }
        Interpreter run = Interpreter.of(b.build()).set("x", 0.5).run();
        for (int n = 1; n <= 4; n++) {
            assertThat(run.output("d" + n).doubles()[0])
                    .isCloseTo(Math.exp(0.5) * (0.5 + n), org.assertj.core.api.Assertions.within(1e-12));
        }
    }

    @Test
    void aValueUsedTwiceGetsTheSum() {
        Value y = b.add(new Add(), b.add(new Mul(), x, x), x);
        b.output("dx", Autodiff.gradients(b, y, List.of(x)).getFirst());
        assertThat(Interpreter.of(b.build()).set("x", 3.0).run().output("dx").doubles())
                .containsExactly(7);
    }

    @Test
    void whatTheLossDoesNotDependOnHasNoGradient() {
        Value other = b.input("other", Type.f32(Shape.SCALAR));
        assertThat(Autodiff.gradients(b, b.add(new Exp(), x), List.of(other, x)))
                .satisfies(g -> assertThat(g.get(0)).isNull())
                .satisfies(g -> assertThat(g.get(1)).isNotNull());
    }

    @Test
    void onlyAScalarIsDifferentiated() {
        Value v = b.input("v", Type.f32(Shape.of(3)));
        assertThatThrownBy(() -> Autodiff.gradients(b, v, List.of(v)))
                .hasMessage("only a scalar can be differentiated, the loss has shape [3]");
    }

    /// Each node of the gradient carries the path of the layer that it belongs to.
    @Test
    void gradientsCarryThePathOfTheirLayer() {
        Value y = b.at("3.body").add(new Relu(), x);
        Value dx = Autodiff.gradients(b, b.at("loss").add(new Exp(), y), List.of(x))
                .getFirst();
        assertThat(dx.node().path()).isEqualTo("3.body");
    }

    @Test
    void buildLeavesOutWhatNoResultNeeds() {
        b.input("unused", Type.f32(Shape.of(2)));
        Value sum = b.add(new ReduceSum(List.of(), false), x);
        b.add(new Exp(), x);
        assertThat(b.output("y", sum).build().toString()).isEqualTo("""
                %0: f32[] = Input[name=x, type=f32[]]()
                %1: f32[2] = Input[name=unused, type=f32[2]]()
                %2: f32[] = ReduceSum[axes=[], keepDims=false](%0)
                output y = %2
                """);
    }

    @Test
    void anErrorWhileRunningNamesTheNode() {
        Interpreter run = Interpreter.of(b.output("y", b.add(new Exp(), x)).build());
        assertThatThrownBy(() -> run.set("z", 1.0)).hasMessage("the graph has no leaf 'z', it has [x]");
        assertThatThrownBy(() -> run.set("x", 1.0, 2.0)).hasMessage("f32[] has 1 values, 2 were given");
    }
}
