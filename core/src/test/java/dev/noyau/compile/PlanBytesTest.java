package dev.noyau.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.MatMul;
import dev.noyau.tensor.Shape;
import org.junit.jupiter.api.Test;

/// What a plan says it needs is what its steps take.
class PlanBytesTest {
    /// A right matrix of 6 rows, filled up to 8, of 5 floats; a row of factors; a row of sums.
    @Test
    void eachWorkerHasRoomForTheMatricesOfAProduct() {
        GraphBuilder b = new GraphBuilder();
        Value x = b.input("x", Type.f32(Shape.of(9, 3, 7, 6)));
        Value w = b.input("w", Type.f32(Shape.of(9, 3, 6, 5)));
        b.output("y", b.add(new MatMul(false, false), x, w));
        assertThat(scratch(Planner.plan(b.build()))).isEqualTo(8 * 5 + 8 + 5);
    }

    @Test
    void eachWorkerHasTheRegistersOfAChain() {
        GraphBuilder b = new GraphBuilder();
        Value x = b.input("x", Type.f32(Shape.of(9, 5, 24)));
        Arithmetic a = new Arithmetic(b);
        b.output("y", a.exp(a.add(x, 1)));
        Plan plan = Planner.plan(b.build());
        Step.Chain chain = plan.stages().stream()
                .flatMap(s -> s.tasks().stream())
                .flatMap(t -> t.steps().stream())
                .filter(Step.Chain.class::isInstance)
                .map(Step.Chain.class::cast)
                .findAny()
                .orElseThrow();
        assertThat(scratch(plan))
                .isEqualTo((chain.program().registers() + Step.CHAIN_FUNCTIONS) * (long) Program.STRETCH);
    }

    /// Floats of a worker beside the plan's buffers.
    private static long scratch(Plan plan) {
        return (plan.bytes(2) - plan.bytes(1)) / Float.BYTES - plan.workerFloats();
    }
}
