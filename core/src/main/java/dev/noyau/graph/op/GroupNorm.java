package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Group normalisation (Wu, He 2018): for each image, each group of channels gets mean 0 and variance 1 over its
/// channels and pixels, then each channel a scale and a shift: `y = (x - m)/√(v + ε) · weight + bias`. As many groups
/// as channels make it instance normalisation (Ulyanov et al. 2016).
///
/// **Shapes**: x (N, C, ...), weight and bias (C) → y of the shape of x; m and 1/√(v + ε) (N, groups), which the
/// gradient needs. ONNX: GroupNormalization, InstanceNormalization.
///
/// @param groups number of groups that the channels are divided into
/// @param eps added to the variance
public record GroupNorm(int groups, float eps) implements Op {
    public GroupNorm {
        if (groups < 1) {
            throw new IllegalArgumentException("groups must be at least 1, found " + groups);
        }
        BatchNorm.checkEps(eps);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 3);
        Channels.check(in, 0, 1, 2);
        Type s = statistics(in.getFirst(), groups);
        return List.of(in.getFirst(), s, s);
    }

    /// One number for each group of each image.
    static Type statistics(Type x, int groups) {
        Shape s = x.shape();
        if (s.dim(1) % groups != 0) {
            throw new ShapeException(
                    s.dim(1) + " channels of input " + s + " cannot be divided into " + groups + " groups");
        }
        return Type.f32(Shape.of(s.dim(0), groups));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return rows(node.input(0).shape(), groups).gradient(b, node, dy, new GroupNormBackward(groups));
    }

    static Rows rows(Shape x, int groups) {
        int perGroup = x.dim(1) / groups;
        return new Rows(
                Shape.of(x.dim(0), groups, perGroup, Math.toIntExact(x.size(2, x.rank()))),
                Shape.of(x.dim(0), groups, 1, 1),
                Shape.of(1, groups, perGroup, 1));
    }
}
