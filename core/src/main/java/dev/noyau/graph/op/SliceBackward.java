package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of [Slice], its transpose: the values where they were taken from, 0 elsewhere.
///
/// **Shapes**: dy (what the slice gives) → `input`.
public record SliceBackward(Slice slice, Shape input) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Broadcast.is(in.getFirst(), DType.F32);
        Op.same(in.getFirst(), slice.infer(List.of(Type.f32(input))).getFirst(), "gradient and slice");
        return List.of(Type.f32(input));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(slice, Op.only(dy)));
    }
}
