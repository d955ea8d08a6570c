package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts single values at numbered places along an axis: a copy of x in which `y[i, index[i,j,k], k] = u[i,j,k]` for
/// axis
/// 1. Negative numbers count from the end. ONNX: ScatterElements.
///
/// **Shapes**: x; index i64 and updates u of one shape, no longer than x along the other axes → shape of x.
///
/// @param reduction what happens to the value that is there already
public record ScatterElements(int axis, Reduction reduction) implements Op {
    /// How an update meets the value at its place.
    public enum Reduction {
        /// The last update stays.
        NONE,
        ADD,
        MUL,
        MAX,
        MIN
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 3);
        GatherElements.check(in.get(0).shape(), in.get(1), axis);
        Op.same(in.get(1), in.get(2), "indices and updates");
        Broadcast.any(List.of(new Type(in.get(0).dtype(), in.get(2).shape()), in.get(2)));
        return List.of(in.getFirst());
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return ScatterGradient.emit(b, node, Op.only(dy), reduction, this, new GatherElements(axis));
    }
}
