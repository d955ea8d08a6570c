package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sums of all values up to each place along an axis. ONNX: CumSum.
///
/// **Shapes**: any → the same.
///
/// @param exclusive whether the value itself is left out
/// @param reverse whether it is summed from the end
public record CumSum(int axis, boolean exclusive, boolean reverse) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        if (in.getFirst().dtype() == DType.BOOL) {
            Broadcast.is(in.getFirst(), DType.F32);
        }
        in.getFirst().shape().axis(axis);
        return in;
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new CumSum(axis, exclusive, !reverse), Op.only(dy)));
    }
}
