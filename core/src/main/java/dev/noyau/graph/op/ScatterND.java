package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts values or slices at places given by tuples of numbers, which are the last axis of the index: a copy of x in
/// which `y[index[i..]] = u[i..]`. Negative numbers count from the end. ONNX: ScatterND.
///
/// **Shapes**: x of rank r, index i64 (I.., k), updates (I.., x's axes from k on) → shape of x.
public record ScatterND(ScatterElements.Reduction reduction) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 3);
        Type expected = new GatherND(0).infer(in.subList(0, 2)).getFirst();
        Op.same(in.get(2), expected, "updates and places");
        Broadcast.any(List.of(in.get(2), expected));
        return List.of(in.getFirst());
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return ScatterGradient.emit(b, node, Op.only(dy), reduction, this, new GatherND(0));
    }
}
