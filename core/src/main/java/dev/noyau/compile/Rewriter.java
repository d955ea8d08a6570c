package dev.noyau.compile;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.MaxPool2d;
import dev.noyau.graph.op.MaxPool2dBackward;
import dev.noyau.graph.op.ReluBackward;
import dev.noyau.graph.op.Window;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Changes of the mathematics that leave every result as it is and cost less.
///
/// After a convolution with ReLU and max pooling, the gradient goes through pooling and then through ReLU's mask. A
/// window sends its gradient to its largest value, which is the pooled value, so masking before pooling's gradient,
/// where there are fewer values, gives the same; and there the mask becomes a post-op of the convolution that follows.
final class Rewriter {
    /// A max pooling of a value.
    private record Pooling(Value x, Window window) {}

    private final GraphBuilder builder = new GraphBuilder();
    private final Map<Value, Value> moved = new IdentityHashMap<>();
    private final Map<Pooling, Value> pooled = new HashMap<>();

    private Rewriter() {}

    static Graph rewrite(Graph g) {
        Rewriter r = new Rewriter();
        g.nodes().forEach(r::node);
        g.outputs().forEach((name, v) -> r.builder.output(name, r.now(v)));
        g.gradients().forEach((path, v) -> r.builder.gradient(path, r.now(v)));
        g.stateUpdates().forEach((path, v) -> r.builder.stateUpdate(path, r.now(v)));
        return r.builder.build();
    }

    private Value now(Value v) {
        Value n = moved.get(v);
        if (n == null) {
            throw new IllegalStateException("value " + v + " is used before it is computed");
        }
        return n;
    }

    private void node(Node n) {
        builder.at(n.path());
        Value masked = maskedFirst(n);
        if (masked != null) {
            moved.put(n.output(), masked);
            return;
        }
        List<Value> out =
                builder.addAll(n.op(), n.inputs().stream().map(this::now).toArray(Value[]::new));
        for (int i = 0; i < out.size(); i++) {
            moved.put(n.outputs().get(i), out.get(i));
        }
        if (n.op() instanceof MaxPool2d m) {
            pooled.put(new Pooling(n.input(0), m.window()), out.getFirst());
        }
    }

    private @Nullable Value maskedFirst(Node n) {
        if (!(n.op() instanceof ReluBackward)) {
            return null;
        }
        Node pool = n.input(0).node();
        if (!(pool.op() instanceof MaxPool2dBackward m) || pool.input(1) != n.input(1)) {
            return null;
        }
        Value largest = pooled.get(new Pooling(n.input(1), m.window()));
        if (largest == null) {
            return null;
        }
        Value dy = builder.add(new ReluBackward(), now(pool.input(0)), largest);
        return builder.add(m, dy, now(pool.input(1)));
    }
}
