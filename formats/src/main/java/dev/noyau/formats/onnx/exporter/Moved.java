package dev.noyau.formats.onnx.exporter;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.CumSum;
import dev.noyau.graph.op.OneHot;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.ScatterElements;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.SpaceToDepth;
import dev.noyau.graph.op.TopK;
import dev.noyau.graph.op.Trilu;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Ops that take, put and move values.
final class Moved {
    private Moved() {}

    static void slice(Node n, Slice s, Exporter e) {
        e.addNamed(
                n,
                "Slice",
                List.of(
                        e.nameOf(n.input(0)),
                        list(n, e, "starts", s.starts()),
                        list(n, e, "ends", s.ends()),
                        list(n, e, "axes", s.axes()),
                        list(n, e, "steps", s.steps())));
    }

    static String list(Node n, Exporter e, String what, List<Integer> values) {
        return e.integers(n, what, values.stream().mapToLong(v -> v).toArray());
    }

    /// What is cut off is cut off in the end: runtimes differ in which values a border is made of.
    static void pad(Node n, Pad p, Exporter e) {
        String x = e.nameOf(n.input(0));
        List<Integer> more = p.pads().stream().map(i -> Math.max(i, 0)).toList();
        List<Integer> less = p.pads().stream().map(i -> Math.min(i, 0)).toList();
        boolean grows = more.stream().anyMatch(i -> i > 0);
        boolean shrinks = less.stream().anyMatch(i -> i < 0);
        if (p.mode() == Pad.Mode.WRAP) {
            e.needs(19);
        }
        AttributeProto mode = Attributes.text("mode", p.mode().name().toLowerCase(Locale.ROOT));
        if (!grows && !shrinks) {
            e.add(n, "Identity", n.inputs());
        } else if (!shrinks) {
            e.addNamed(n, "Pad", padding(n, p, more, e), mode);
        } else {
            String grown = grows ? e.helper(n, "Pad", padding(n, p, more, e), mode) : x;
            e.addNamed(n, "Pad", List.of(grown, list(n, e, "pads", less)));
        }
    }

    private static List<String> padding(Node n, Pad p, List<Integer> pads, Exporter e) {
        List<String> in = new ArrayList<>(List.of(e.nameOf(n.input(0)), list(n, e, "pads", pads)));
        if (p.mode() == Pad.Mode.CONSTANT && p.value() != 0) {
            Tensor value = switch (n.input(0).type().dtype()) {
                case F32 -> Tensor.of(Shape.SCALAR, p.value());
                case I64 -> Tensor.ofLongs(Shape.SCALAR, (long) p.value());
                case BOOL -> Tensor.ofBooleans(Shape.SCALAR, 1);
            };
            in.add(e.stored(n, "value", value));
        }
        return in;
    }

    static void trilu(Node n, Trilu t, Exporter e) {
        String k = e.stored(n, "k", Tensor.ofLongs(Shape.SCALAR, t.k()));
        e.addNamed(n, "Trilu", List.of(e.nameOf(n.input(0)), k), Attributes.flag("upper", t.upper()));
    }

    static void cumSum(Node n, CumSum c, Exporter e) {
        String axis = e.stored(n, "axis", Tensor.ofLongs(Shape.SCALAR, c.axis()));
        e.addNamed(
                n,
                "CumSum",
                List.of(e.nameOf(n.input(0)), axis),
                Attributes.flag("exclusive", c.exclusive()),
                Attributes.flag("reverse", c.reverse()));
    }

    static void topK(Node n, TopK t, Exporter e) {
        e.addNamed(
                n,
                "TopK",
                List.of(e.nameOf(n.input(0)), e.integers(n, "k", t.k())),
                Attributes.integer("axis", t.axis()),
                Attributes.flag("largest", t.largest()));
    }

    /// ONNX's index has at least one axis.
    static void oneHot(Node n, OneHot o, Exporter e) {
        String index = e.nameOf(n.input(0));
        String depth = e.integers(n, "depth", o.depth());
        String values = e.nameOf(n.input(1));
        if (n.input(0).shape().rank() > 0) {
            e.addNamed(n, "OneHot", List.of(index, depth, values), Attributes.integer("axis", o.axis()));
            return;
        }
        String one = e.helper(n, "Reshape", List.of(index, e.integers(n, "shape", 1)));
        String row = e.helper(n, "OneHot", List.of(one, depth, values));
        e.addNamed(n, "Reshape", List.of(row, e.integers(n, "shape", -1)));
    }

    /// @param axis null for ScatterND, which has none
    static void scatter(
            Node n, String opType, ScatterElements.Reduction reduction, @Nullable Integer axis, Exporter e) {
        if (reduction == ScatterElements.Reduction.MAX || reduction == ScatterElements.Reduction.MIN) {
            e.needs(18);
        }
        AttributeProto how = Attributes.text("reduction", reduction.name().toLowerCase(Locale.ROOT));
        if (axis == null) {
            e.add(n, opType, n.inputs(), how);
        } else {
            e.add(n, opType, n.inputs(), Attributes.integer("axis", axis), how);
        }
    }

    /// ONNX puts a block's pixels before the channels; to have each channel's side by side, channels change places.
    static void spaceToDepth(Node n, SpaceToDepth s, Exporter e) {
        AttributeProto block = Attributes.integer("blocksize", s.block());
        if (!s.channelsFirst()) {
            e.add(n, "SpaceToDepth", n.inputs(), block);
            return;
        }
        Value x = n.input(0);
        int channels = x.shape().dim(1);
        int pixels = s.block() * s.block();
        long[] from = new long[channels * pixels];
        for (int i = 0; i < from.length; i++) {
            from[i] = (long) i % pixels * channels + i / pixels;
        }
        String deep = e.helper(n, "SpaceToDepth", List.of(e.nameOf(x)), block);
        e.addNamed(n, "Gather", List.of(deep, e.integers(n, "order", from)), Attributes.integer("axis", 1));
    }

    /// ONNX's number for a type.
    static long code(DType type) {
        return ElementType.of(type).code();
    }
}
