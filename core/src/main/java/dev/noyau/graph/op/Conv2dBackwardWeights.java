package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of a convolution with respect to its weights:
/// `dw[o,c,m,q] = Σ n,i,j  dy[n,o,i,j] · x[n, g·C/G + c, i·sh + m·dh - top, j·sw + q·dw - left]`.
///
/// **Shapes**: dy (N, O, H', W'), x (N, C, H, W) → `weight` (O, C/groups, kh, kw), or the same without
/// height.
///
/// @param weight shape of the weights
public record Conv2dBackwardWeights(Window window, int groups, Shape weight) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        Shape dy = new Conv2d(window, groups)
                .infer(List.of(in.get(1), Type.f32(weight)))
                .getFirst()
                .shape();
        if (!dy.equals(in.get(0).shape())) {
            throw new ShapeException("gradient " + in.get(0).shape() + " does not belong to input "
                    + in.get(1).shape() + ", weight " + weight + " and " + window + ": expected " + dy);
        }
        return List.of(Type.f32(weight));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> up) {
        Value dy = node.input(0);
        Value x = node.input(1);
        Value g = Op.only(up);
        return Op.inputs(
                b.add(new Conv2d(window, groups), x, g),
                b.add(new Conv2dBackwardData(window, groups, x.shape()), dy, g));
    }

    @Override
    public long macs(List<Type> in, List<Type> out) {
        return Conv2d.macs(in.get(0).shape(), weight);
    }
}
