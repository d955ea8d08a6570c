package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// 2-D convolution (in fact cross-correlation), without its bias; on a signal, which is an image of one row, 1-D:
/// `y[n,o,i,j] = Σ c,m,q  w[o,c,m,q] · x[n, g·C/G + c, i·sh + m·dh - top, j·sw + q·dw - left]`, zeros outside.
///
/// **Shapes**: x (N, C, H, W), w (O, C/groups, kh, kw) → (N, O, H', W'), or with kh = 1 x (N, C, L), w (O,
/// C/groups, kw) → (N, O, L'). ONNX: Conv.
public record Conv2d(Window window, int groups) implements Op {
    private static final String IMAGE_WEIGHT = "a weight (O, C/groups, kh, kw)";
    private static final String SIGNAL_WEIGHT = "a weight (O, C/groups, k)";

    public Conv2d {
        if (groups < 1) {
            throw new IllegalArgumentException("groups must be at least 1, found " + groups);
        }
        if (window.ceil()) {
            throw new IllegalArgumentException("ceil mode is for pooling, not for a convolution: " + window);
        }
    }

    @Override
    public String name(List<Type> in) {
        return Images.name(this, in);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        Images.check(in.get(0));
        Shape x = in.get(0).shape();
        Op.rank(in.get(1), x.rank(), x.rank() == Images.SIGNAL ? SIGNAL_WEIGHT : IMAGE_WEIGHT);
        Shape w = in.get(1).shape();
        if (x.dim(1) != w.dim(1) * groups) {
            throw new ShapeException("input " + x + " has " + x.dim(1) + " channels, weight " + w + " expects "
                    + w.dim(1) * groups + (groups == 1 ? "" : " (" + groups + " groups)"));
        }
        if (w.dim(0) % groups != 0) {
            throw new ShapeException(w.dim(0) + " filters cannot be divided into " + groups + " groups");
        }
        if (Images.height(w) != window.kh() || Images.width(w) != window.kw()) {
            throw new ShapeException("weight " + w + " does not have the kernel " + window.kh() + "×" + window.kw());
        }
        return List.of(Type.f32(Images.windowed(x, w.dim(0), window)));
    }

    /// Bilinear in x and w: `dx` is the transposed convolution of dy, `dw` correlates x with dy.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value x = node.input(0);
        Value w = node.input(1);
        Value g = Op.only(dy);
        return Op.inputs(
                b.add(new Conv2dBackwardData(window, groups, x.shape()), g, w),
                b.add(new Conv2dBackwardWeights(window, groups, w.shape()), g, x));
    }

    @Override
    public long macs(List<Type> in, List<Type> out) {
        return macs(out.getFirst().shape(), in.get(1).shape());
    }

    /// Outputs times taps; the two backward ops cost the same.
    static long macs(Shape y, Shape w) {
        return Math.multiplyExact(y.size(), w.size(1, w.rank()));
    }
}
