package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The factors of dropout: 0 with probability `rate`, else `1/(1 - rate)` (inverted dropout, Srivastava et al. 2014).
///
/// Element i is a function of (key, stream, i) alone ([Random32]), so it depends neither on threads nor on what ran
/// before.
///
/// **Shapes**: key i64 (2): seed and step → `shape`.
///
/// @param stream tells the dropout layers of a network apart
public record DropoutMask(float rate, int stream, Shape shape) implements Op {
    public DropoutMask {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("the dropout rate must be in [0, 1), found " + rate);
        }
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        if (!in.getFirst().equals(Type.i64(Shape.of(2)))) {
            throw new ShapeException("expects a random key i64[2], found " + in.getFirst());
        }
        return List.of(Type.f32(shape));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.none(node);
    }

    /// Element `i` of the mask in row-major order.
    public float at(long seed, long step, long i) {
        return Random32.uniform(seed, step, stream, i) < rate ? 0f : 1f / (1f - rate);
    }
}
