package dev.noyau.graph.op;

import dev.noyau.graph.Autodiff;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Gradients of an op that is one node because that is fast, and has a formula in simpler ops: the formula is emitted
/// and differentiated. For ops whose own gradient only second derivatives need.
final class Composite {
    private Composite() {}

    /// The gradients of a node's inputs.
    ///
    /// @param formula emits the node's results from its inputs
    static List<@Nullable Value> gradient(
            GraphBuilder b, Node node, List<@Nullable Value> dy, Function<List<Value>, List<Value>> formula) {
        String path = b.path();
        // Copies, so that the walk back ends here and does not go from one input to another.
        List<Value> in = new ArrayList<>();
        for (Value v : node.inputs()) {
            in.add(v.type().dtype() == DType.F32 ? b.add(new Reshape(v.shape()), v) : v);
        }
        List<Value> out = formula.apply(in);
        List<@Nullable Value> sums = new ArrayList<>(Op.none(node));
        for (int i = 0; i < out.size(); i++) {
            Value up = dy.get(i);
            if (up != null) {
                List<@Nullable Value> part = Autodiff.gradients(b, out.get(i), up, in);
                b.at(path);
                for (int k = 0; k < sums.size(); k++) {
                    sums.set(k, plus(b, sums.get(k), part.get(k)));
                }
            }
        }
        return sums;
    }

    /// The sum of what there is.
    static @Nullable Value plus(GraphBuilder b, @Nullable Value x, @Nullable Value y) {
        return x == null ? y : y == null ? x : b.add(new Add(), x, y);
    }
}
