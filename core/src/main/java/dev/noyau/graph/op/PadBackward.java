package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of [Pad], its transpose: each value gets the sum of the gradients of all places that it was copied to.
///
/// **Shapes**: dy (padded) → `input`.
public record PadBackward(Pad pad, Shape input) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Broadcast.is(in.getFirst(), DType.F32);
        Op.same(in.getFirst(), pad.infer(List.of(Type.f32(input))).getFirst(), "gradient and padded input");
        return List.of(Type.f32(input));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new Pad(pad.pads(), pad.mode(), 0), Op.only(dy)));
    }
}
