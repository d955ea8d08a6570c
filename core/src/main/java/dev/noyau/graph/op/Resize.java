package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives some axes other sizes: the product of one linear map an axis, see [ResizeAxis].
///
/// **Shapes**: (..., D, ...) → (..., D', ...). ONNX: Resize, Upsample.
///
/// @param how how values between pixels are found
/// @param axes the axes that change, each once
public record Resize(Interpolation how, List<ResizeAxis> axes) implements Op {
    /// What happens to the sizes asked for where they would change the proportions; ONNX's keep_aspect_ratio_policy.
    public enum Policy {
        /// The sizes are taken as they are.
        STRETCH,
        /// As large as possible within the sizes.
        NOT_LARGER,
        /// As small as possible around the sizes.
        NOT_SMALLER
    }

    public Resize {
        axes = List.copyOf(axes);
    }

    /// To sizes.
    ///
    /// @param x shape of the input
    /// @param axes the axes that change; negative ones count from the end
    /// @param sizes one an axis
    public static Resize toSizes(Interpolation how, Shape x, int[] axes, int[] sizes) {
        return toSizes(how, x, axes, sizes, Policy.STRETCH, new double[0]);
    }

    /// To sizes, within or around which proportions may be kept.
    ///
    /// @param part where the part of each axis that is looked at starts, then where it ends, as shares of the size;
    ///     empty for all
    public static Resize toSizes(Interpolation how, Shape x, int[] axes, int[] sizes, Policy policy, double[] part) {
        checkCount(axes, sizes.length, "sizes");
        double common = policy == Policy.NOT_LARGER ? Double.POSITIVE_INFINITY : 0;
        for (int i = 0; i < axes.length; i++) {
            double s = (double) sizes[i] / x.dim(axes[i]);
            common = policy == Policy.NOT_LARGER ? Math.min(common, s) : Math.max(common, s);
        }
        List<ResizeAxis> maps = new ArrayList<>();
        for (int i = 0; i < axes.length; i++) {
            int in = x.dim(axes[i]);
            boolean stretch = policy == Policy.STRETCH;
            double scale = stretch ? (double) sizes[i] / in : common;
            int out = stretch ? sizes[i] : (int) Math.floor(common * in + 0.5);
            maps.add(map(how, x, axes, i, out, scale, part));
        }
        return new Resize(how, maps);
    }

    /// By scales; sizes are rounded down.
    ///
    /// @param scales one an axis
    /// @param part as for sizes
    public static Resize byScales(Interpolation how, Shape x, int[] axes, double[] scales, double[] part) {
        checkCount(axes, scales.length, "scales");
        List<ResizeAxis> maps = new ArrayList<>();
        for (int i = 0; i < axes.length; i++) {
            boolean crop = how.coordinates() == Interpolation.Coordinates.TF_CROP_AND_RESIZE && part.length > 0;
            double share = crop ? part[axes.length + i] - part[i] : 1;
            int out = (int) Math.floor(x.dim(axes[i]) * share * scales[i]);
            maps.add(map(how, x, axes, i, out, scales[i], part));
        }
        return new Resize(how, maps);
    }

    private static void checkCount(int[] axes, int count, String what) {
        if (axes.length != count) {
            throw new ShapeException(count + " " + what + " for " + axes.length + " axes");
        }
    }

    private static ResizeAxis map(Interpolation how, Shape x, int[] axes, int i, int out, double scale, double[] part) {
        int axis = x.axis(axes[i]);
        if (out < 1 || x.dim(axis) < 1) {
            throw new ShapeException("axis " + axis + " of " + x + " cannot be resized to " + out + " values");
        }
        double start = part.length == 0 ? 0 : part[i];
        double end = part.length == 0 ? 1 : part[axes.length + i];
        return ResizeAxis.of(how, axis, x.dim(axis), out, scale, start, end);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Shape s = in.getFirst().shape();
        for (ResizeAxis a : axes) {
            if (a.axis() >= s.rank() || s.dim(a.axis()) != a.in()) {
                throw new ShapeException("is made for " + a.in() + " values on axis " + a.axis() + ", found input "
                        + in.getFirst().shape());
            }
            s = s.with(a.axis(), a.out());
        }
        return List.of(Type.f32(s));
    }

    /// Linear: the transpose.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new ResizeBackward(how, axes), Op.only(dy)));
    }
}
