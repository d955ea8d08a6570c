package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.ScatterElements.Reduction;
import dev.noyau.tensor.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradients of the two scatter ops, which differ in how they find a place.
final class ScatterGradient {
    private ScatterGradient() {}

    /// @param scatter the op itself
    /// @param gather what reads from the places that it writes to
    static List<@Nullable Value> emit(GraphBuilder b, Node node, Value dy, Reduction reduction, Op scatter, Op gather) {
        Arithmetic a = new Arithmetic(b);
        Value x = node.input(0);
        Value index = node.input(1);
        Value updates = node.input(2);
        Value there = b.add(gather, dy, index);
        return switch (reduction) {
            case ADD -> Op.inputs(dy, null, there);
            case NONE -> {
                Value zeros = b.add(new BroadcastTo(updates.shape()), b.constant(0));
                yield Op.inputs(b.add(scatter, dy, index, zeros), null, there);
            }
            case MUL -> {
                Value ones = b.add(new BroadcastTo(x.shape()), b.constant(1));
                Value factors = b.add(scatter, ones, index, updates);
                Value product = b.add(gather, node.output(), index);
                yield Op.inputs(a.mul(dy, factors), null, a.div(a.mul(there, product), updates));
            }
            case MAX, MIN -> {
                Value kept = b.add(new Cast(DType.F32), a.equal(x, node.output()));
                Value taken = b.add(new Cast(DType.F32), a.equal(updates, b.add(gather, node.output(), index)));
                yield Op.inputs(a.mul(dy, kept), null, a.mul(there, taken));
            }
        };
    }
}
