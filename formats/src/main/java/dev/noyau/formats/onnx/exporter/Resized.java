package dev.noyau.formats.onnx.exporter;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.graph.Node;
import dev.noyau.graph.op.AdaptivePool2d;
import dev.noyau.graph.op.AdaptiveWindows;
import dev.noyau.graph.op.Interpolation;
import dev.noyau.graph.op.Interpolation.Coordinates;
import dev.noyau.graph.op.Interpolation.Kind;
import dev.noyau.graph.op.Resize;
import dev.noyau.graph.op.ResizeAxis;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Resizing, and adaptive pooling, which ONNX does not have: the mean or the largest value of each part of an axis is
/// that of a slice.
final class Resized {
    /// Antialiasing, proportions that are kept and the axes of reductions as an input came with it.
    private static final int SINCE_18 = 18;

    private Resized() {}

    /// Whether two resizings do the same to images of two sizes: each axis is scaled alike, or gets the same size.
    static boolean sameAxes(Resize a, Resize b) {
        boolean same = a.axes().size() == b.axes().size();
        for (int i = 0; same && i < a.axes().size(); i++) {
            ResizeAxis x = a.axes().get(i);
            ResizeAxis y = b.axes().get(i);
            same = x.axis() == y.axis()
                    && x.start() == y.start()
                    && x.end() == y.end()
                    && (x.scale() == y.scale() || x.out() == y.out());
        }
        return same;
    }

    static void resize(Node n, Resize r, Exporter e) {
        if (r.axes().isEmpty()) {
            e.add(n, "Identity", n.inputs());
        } else if (r.how().kind() == Kind.AREA) {
            parts(n, e, r.axes(), "ReduceMean");
        } else {
            interpolated(n, r, e);
        }
    }

    private static void interpolated(Node n, Resize r, Exporter e) {
        Interpolation how = r.how();
        if (how.antialias() && how.kind() != Kind.NEAREST) {
            e.needs(SINCE_18);
        }
        boolean crop = how.coordinates() == Coordinates.TF_CROP_AND_RESIZE;
        int rank = n.input(0).shape().rank();
        Resize other = (Resize) e.sizes().twin(n);
        boolean scales = IntStream.range(0, r.axes().size())
                .allMatch(i -> byScale(r.axes().get(i))
                        && byScale(other.axes().get(i))
                        && r.axes().get(i).scale() == other.axes().get(i).scale());
        List<String> in = new ArrayList<>(List.of(e.nameOf(n.input(0))));
        List<AttributeProto> a = attributes(how);
        boolean kept = !scales && !r.axes().stream().allMatch(Resized::isStretched);
        in.add(crop ? e.stored(n, "roi", part(r, kept ? 0 : rank)) : "");
        if (scales) {
            float[] s = new float[rank];
            Arrays.fill(s, 1);
            r.axes().forEach(x -> s[x.axis()] = (float) x.scale());
            in.add(e.stored(n, "scales", Tensor.wrap(Shape.of(rank), s)));
        } else {
            fixed(n, r, other);
            in.add("");
            in.add(kept ? proportional(n, r, a, e) : Reshaped.sizes(n, e, n.input(0), n.output()));
        }
        e.addNamed(n, "Resize", in, a.toArray(AttributeProto[]::new));
    }

    private static boolean isStretched(ResizeAxis a) {
        return a.scale() == (double) a.out() / a.in();
    }

    /// One scale for all axes, the sizes rounded: ONNX's keep_aspect_ratio_policy, in which the axis whose size is not
    /// rounded rules.
    private static String proportional(Node n, Resize r, List<AttributeProto> attributes, Exporter e) {
        double scale = r.axes().getFirst().scale();
        boolean one = r.axes().stream().allMatch(a -> a.scale() == scale && a.out() == Math.round(scale * a.in()));
        if (!one || r.axes().stream().noneMatch(Resized::isStretched)) {
            throw Exporter.unsupported(
                    n, "resizes " + r.axes() + ", whose sizes and scales differ in a way that ONNX cannot say");
        }
        e.needs(SINCE_18);
        attributes.add(Attributes.text("keep_aspect_ratio_policy", "not_smaller"));
        attributes.add(Attributes.integers(
                "axes", r.axes().stream().mapToLong(ResizeAxis::axis).toArray()));
        long[] sizes = r.axes().stream()
                .mapToLong(a -> isStretched(a) ? a.out() : (long) (scale * a.in()))
                .toArray();
        return e.integers(n, "sizes", sizes);
    }

    /// Whether ONNX's scale, a float, gives the same size.
    private static boolean byScale(ResizeAxis a) {
        double share = a.how().coordinates() == Coordinates.TF_CROP_AND_RESIZE ? a.end() - a.start() : 1;
        float scale = (float) a.scale();
        boolean exact = scale == a.scale() || scale != (double) a.out() / a.in();
        return exact && (int) Math.floor(a.in() * share * scale) == a.out();
    }

    private static void fixed(Node n, Resize r, Resize other) {
        for (int i = 0; i < r.axes().size(); i++) {
            ResizeAxis a = r.axes().get(i);
            if (a.out() != other.axes().get(i).out()) {
                throw new OpenSizeException(
                        Exporter.where(n) + ": the size of axis " + a.axis() + " follows the input");
            }
        }
    }

    /// @param rank of the input, 0 where the axes are named
    private static Tensor part(Resize r, int rank) {
        int n = rank == 0 ? r.axes().size() : rank;
        float[] part = new float[2 * n];
        Arrays.fill(part, n, 2 * n, 1);
        for (int i = 0; i < r.axes().size(); i++) {
            ResizeAxis a = r.axes().get(i);
            int at = rank == 0 ? i : a.axis();
            part[at] = (float) a.start();
            part[n + at] = (float) a.end();
        }
        return Tensor.wrap(Shape.of(2 * n), part);
    }

    private static List<AttributeProto> attributes(Interpolation how) {
        List<AttributeProto> a = new ArrayList<>();
        a.add(Attributes.text("mode", how.kind().name().toLowerCase(Locale.ROOT)));
        a.add(Attributes.text(
                "coordinate_transformation_mode", how.coordinates().name().toLowerCase(Locale.ROOT)));
        if (how.kind() == Kind.NEAREST) {
            String rounding = how.rounding().name().toLowerCase(Locale.ROOT);
            a.add(Attributes.text("nearest_mode", rounding.startsWith("prefer") ? "round_" + rounding : rounding));
        } else if (how.antialias()) {
            a.add(Attributes.flag("antialias", true));
        }
        if (how.kind() == Kind.CUBIC) {
            a.add(Attributes.real("cubic_coeff_a", (float) how.cubic()));
        }
        // Of two pixels without antialiasing the one inside is all that is left, either way.
        if (how.excludeOutside() && (how.kind() == Kind.CUBIC || how.kind() == Kind.LINEAR && how.antialias())) {
            a.add(Attributes.flag("exclude_outside", true));
        }
        if (how.coordinates() == Coordinates.TF_CROP_AND_RESIZE) {
            a.add(Attributes.real("extrapolation_value", how.extrapolation()));
        }
        return a;
    }

    static void adaptive(Node n, AdaptivePool2d p, Exporter e) {
        Shape s = n.input(0).shape();
        AdaptiveWindows w = p.windows();
        List<ResizeAxis> axes = new ArrayList<>();
        for (int axis = 2; axis < s.rank(); axis++) {
            int out = axis == s.rank() - 1 ? w.ow() : w.oh();
            axes.add(ResizeAxis.of(Interpolation.AREA, axis, s.dim(axis), out));
        }
        parts(n, e, axes, p.max() ? "ReduceMax" : "ReduceMean");
    }

    /// What an operator gives for each of the parts of some axes, one axis after the other.
    private static void parts(Node n, Exporter e, List<ResizeAxis> axes, String reduction) {
        String x = e.nameOf(n.input(0));
        for (int i = 0; i < axes.size(); i++) {
            ResizeAxis a = axes.get(i);
            e.sizes().fixed(n.input(0), a.axis());
            List<String> parts = parts(n, e, x, a, reduction);
            AttributeProto along = Attributes.integer("axis", a.axis());
            if (i == axes.size() - 1) {
                e.addNamed(n, "Concat", parts, along);
            } else {
                x = e.helper(n, "Concat", parts, along);
            }
        }
    }

    private static List<String> parts(Node n, Exporter e, String x, ResizeAxis a, String reduction) {
        List<String> parts = new ArrayList<>();
        String axis = e.integers(n, "axis", a.axis());
        for (int i = 0; i < a.out(); i++) {
            String from = e.integers(n, "from", a.index(a.first(i)));
            String to = e.integers(n, "to", a.index(a.first(i + 1) - 1) + 1);
            String part = e.helper(n, "Slice", List.of(x, from, to, axis));
            parts.add(
                    e.opset() >= SINCE_18
                            ? e.helper(n, reduction, List.of(part, axis))
                            : e.helper(n, reduction, List.of(part), Attributes.integers("axes", a.axis())));
        }
        return parts;
    }
}
