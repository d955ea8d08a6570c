package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of a convolution with respect to its input; as a forward op it is the transposed convolution.
///
/// `dx[n,c,y,x] = Σ o,m,q  w[o,c,m,q] · dy[n,o,i,j]` over all i, j with `i·sh + m·dh - top = y` and
/// `j·sw + q·dw - left = x`.
///
/// **Shapes**: dy (N, O, H', W'), w (O, C/groups, kh, kw) → `input` (N, C, H, W), or the same without height. ONNX:
/// ConvTranspose.
///
/// @param input shape of the convolution's input, which H' and W' alone do not determine
public record Conv2dBackwardData(Window window, int groups, Shape input) implements Op {
    @Override
    public String name(List<Type> in) {
        return Images.name(this, in);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        Images.check(in.get(0));
        Shape w = in.get(1).shape();
        Shape dy = new Conv2d(window, groups)
                .infer(List.of(Type.f32(input), in.get(1)))
                .getFirst()
                .shape();
        if (!dy.equals(in.get(0).shape())) {
            throw new ShapeException("gradient " + in.get(0).shape() + " does not belong to input " + input
                    + ", weight " + w + " and " + window + ": expected " + dy);
        }
        return List.of(Type.f32(input));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> up) {
        Value dy = node.input(0);
        Value w = node.input(1);
        Value g = Op.only(up);
        return Op.inputs(
                b.add(new Conv2d(window, groups), g, w),
                b.add(new Conv2dBackwardWeights(window, groups, w.shape()), dy, g));
    }

    @Override
    public long macs(List<Type> in, List<Type> out) {
        return Conv2d.macs(in.get(0).shape(), in.get(1).shape());
    }
}
