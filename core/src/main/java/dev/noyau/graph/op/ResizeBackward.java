package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of [Resize]: its transpose, each value is shared out among those it was made of.
///
/// **Shapes**: (..., D', ...) → (..., D, ...).
public record ResizeBackward(Interpolation how, List<ResizeAxis> axes) implements Op {
    public ResizeBackward {
        axes = List.copyOf(axes);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Shape s = in.getFirst().shape();
        for (ResizeAxis a : axes) {
            if (a.axis() >= s.rank() || s.dim(a.axis()) != a.out()) {
                throw new ShapeException("is made for " + a.out() + " values on axis " + a.axis() + ", found gradient "
                        + in.getFirst().shape());
            }
            s = s.with(a.axis(), a.in());
        }
        return List.of(Type.f32(s));
    }

    /// The transpose of the transpose, where a value from outside the image is none.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Interpolation plain = new Interpolation(
                how.kind(), how.coordinates(), how.rounding(), how.cubic(), how.excludeOutside(), how.antialias(), 0);
        return Op.inputs(b.add(new Resize(plain, axes), Op.only(dy)));
    }
}
