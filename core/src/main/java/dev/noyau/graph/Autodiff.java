package dev.noyau.graph;

import dev.noyau.graph.op.Add;
import dev.noyau.tensor.DType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reverse-mode differentiation: one walk from the loss back to the inputs that knows no op. Each op's rule emits more
/// graph, so gradients can be differentiated again.
public final class Autodiff {
    private Autodiff() {}

    /// Adds the gradients of a scalar with respect to some values.
    ///
    /// @param loss a scalar of the builder's graph
    /// @param wrt values of the builder's graph
    /// @return for each, a value of the same shape, or null where the loss does not depend on it
    public static List<@Nullable Value> gradients(GraphBuilder b, Value loss, List<Value> wrt) {
        if (loss.shape().rank() != 0) {
            throw new IllegalArgumentException(
                    "only a scalar can be differentiated, the loss has shape " + loss.shape());
        }
        return gradients(b, loss, b.at(loss.node().path()).constant(1f), wrt);
    }

    /// The same with a given upstream gradient of the value's shape.
    public static List<@Nullable Value> gradients(GraphBuilder b, Value y, Value upstream, List<Value> wrt) {
        List<Node> forward = List.copyOf(b.nodes());
        boolean[] needed = dependsOn(forward, wrt);
        Map<Value, Value> grad = new IdentityHashMap<>();
        grad.put(y, upstream);
        for (int i = y.node().id(); i >= 0; i--) {
            Node n = forward.get(i);
            if (!needed[i] || n.inputs().isEmpty()) {
                continue;
            }
            List<@Nullable Value> dy = new ArrayList<>();
            n.outputs().forEach(v -> dy.add(grad.get(v)));
            if (dy.stream().allMatch(v -> v == null)) {
                continue;
            }
            b.at(n.path());
            List<@Nullable Value> dx = n.op().gradient(b, n, dy);
            for (int k = 0; k < dx.size(); k++) {
                Value d = dx.get(k);
                Value x = n.input(k);
                if (d != null
                        && x.type().dtype() == DType.F32
                        && needed[x.node().id()]) {
                    Value sum = grad.get(x);
                    grad.put(x, sum == null ? d : b.add(new Add(), sum, d));
                }
            }
        }
        b.at("");
        List<@Nullable Value> result = new ArrayList<>();
        wrt.forEach(v -> result.add(grad.get(v)));
        return result;
    }

    /// Which nodes lie on a way from `wrt`; rules may emit more than is needed, pruning removes it.
    private static boolean[] dependsOn(List<Node> nodes, List<Value> wrt) {
        boolean[] d = new boolean[nodes.size()];
        wrt.forEach(v -> d[v.node().id()] = true);
        for (Node n : nodes) {
            for (Value v : n.inputs()) {
                d[n.id()] |= d[v.node().id()];
            }
        }
        return d;
    }
}
