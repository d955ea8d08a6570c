package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The upper or lower triangle of the last two axes, 0 elsewhere. ONNX: Trilu.
///
/// **Shapes**: (..., M, N) → the same.
///
/// @param upper upper (column - row ≥ k) or lower (column - row ≤ k)
/// @param k which diagonal bounds it; 0 is the main one
public record Trilu(boolean upper, int k) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        in.getFirst().shape().axis(-2);
        return in;
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(this, Op.only(dy)));
    }
}
