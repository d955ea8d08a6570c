package dev.noyau.formats.onnx.exporter;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Node;
import dev.noyau.graph.op.*;
import java.util.ArrayList;
import java.util.List;

/// The table of ops: what each of Noyau's is in ONNX. It does not compile until a new op is put in.
final class Operators {
    private Operators() {}

    /// @param input the input's name in the file
    static void emit(Node n, Exporter e, String input) {
        switch (n.op()) {
            case Input i -> input(n, i, e, input);
            case Parameter p -> e.parameter(n, p.path());
            case State s -> e.state(n, s.path());
            case Constant c -> e.add(n, "Constant", List.of(), Attributes.tensor("value", c.value()));
            case Add a -> e.add(n, "Add", n.inputs());
            case Sub s -> e.add(n, "Sub", n.inputs());
            case Mul m -> e.add(n, "Mul", n.inputs());
            case Exp x -> e.add(n, "Exp", n.inputs());
            case Relu r -> e.add(n, "Relu", n.inputs());
            case BiasAdd b -> Biased.emit(n, e);
            case Conv2d c -> Biased.conv(n, n, c, e);
            case Conv2dBackwardData c -> Biased.transposed(n, n, c, e);
            case MatMul m -> Biased.gemm(n, n, m, e);
            case MaxPool2d p -> e.add(n, "MaxPool", n.inputs(), window(p.window(), n, true));
            case AvgPool2d p -> average(n, p, e);
            case GlobalAvgPool g -> e.add(n, "GlobalAveragePool", n.inputs());
            case GlobalMaxPool g -> e.add(n, "GlobalMaxPool", n.inputs());
            case AdaptivePool2d p -> Resized.adaptive(n, p, e);
            case Resize r -> Resized.resize(n, r, e);
            case BatchNormInference b -> Normalised.batch(n, b, e);
            case GroupNorm g -> Normalised.group(n, g, e);
            case LayerNorm l -> Normalised.layer(n, l, e);
            case LocalResponseNorm r -> Normalised.localResponse(n, r, e);
            case Unary u -> Functions.unary(n, u, e);
            case Mod m -> Functions.mod(n, m, e);
            case Compare _, Div _, IsNaN _, Logic _, Max _, Min _, Not _, PRelu _, Pow _, Where _ ->
                e.add(n, n.op().name(), n.inputs());
            case IsInf i ->
                e.add(
                        n,
                        "IsInf",
                        n.inputs(),
                        Attributes.flag("detect_positive", i.positive()),
                        Attributes.flag("detect_negative", i.negative()));
            case Cast c -> e.add(n, "Cast", n.inputs(), Attributes.integer("to", Moved.code(c.to())));
            case Hardmax h -> e.add(n, "Hardmax", n.inputs(), Attributes.integer("axis", h.axis()));
            case Concat c -> e.add(n, "Concat", n.inputs(), Attributes.integer("axis", c.axis()));
            case Slice s -> Moved.slice(n, s, e);
            case Pad p -> Moved.pad(n, p, e);
            case Tile t ->
                e.addNamed(n, "Tile", List.of(e.nameOf(n.input(0)), Moved.list(n, e, "repeats", t.repeats())));
            case Transpose t -> e.add(n, "Transpose", n.inputs(), Attributes.integers("perm", t.perm()));
            case Trilu t -> Moved.trilu(n, t, e);
            case CumSum c -> Moved.cumSum(n, c, e);
            case TopK t -> Moved.topK(n, t, e);
            case OneHot o -> Moved.oneHot(n, o, e);
            case Gather g -> e.add(n, "Gather", n.inputs(), Attributes.integer("axis", g.axis()));
            case GatherElements g -> e.add(n, "GatherElements", n.inputs(), Attributes.integer("axis", g.axis()));
            case GatherND g -> e.add(n, "GatherND", n.inputs(), Attributes.integer("batch_dims", g.batchDims()));
            case ScatterElements s -> Moved.scatter(n, s.name(), s.reduction(), s.axis(), e);
            case ScatterND s -> Moved.scatter(n, s.name(), s.reduction(), null, e);
            case DepthToSpace d ->
                e.add(
                        n,
                        "DepthToSpace",
                        n.inputs(),
                        Attributes.integer("blocksize", d.block()),
                        Attributes.text("mode", d.channelsFirst() ? "CRD" : "DCR"));
            case SpaceToDepth s -> Moved.spaceToDepth(n, s, e);
            case Reduce r -> Reduced.reduce(n, r, e);
            case ArgReduce a -> Reduced.arg(n, a, e);
            case Softmax s -> e.add(n, "Softmax", n.inputs(), Attributes.integer("axis", s.axis()));
            case LogSoftmax s -> e.add(n, "LogSoftmax", n.inputs(), Attributes.integer("axis", s.axis()));
            case ReduceSum r -> Reduced.sum(n, r, e);
            case Reshape r -> Reshaped.reshape(n, e);
            case BroadcastTo b -> Reshaped.expand(n, e);
            case CustomOp c ->
                throw Exporter.unsupported(
                        n, "is an op of your own; ONNX has no such operator, so it cannot be exported");
            case AdaptiveMaxPool2dGather _,
                    AdaptivePool2dBackward _,
                    AvgPool2dBackward _,
                    BatchNorm _,
                    BatchNormBackward _,
                    Conv2dBackwardWeights _,
                    DropoutMask _,
                    GroupNormBackward _,
                    LayerNormBackward _,
                    LocalResponseNormBackward _,
                    MaxPool2dBackward _,
                    MaxPool2dGather _,
                    PadBackward _,
                    ReluBackward _,
                    ResizeBackward _,
                    SliceBackward _,
                    SoftmaxCrossEntropy _,
                    SoftmaxCrossEntropyBackward _ ->
                throw Exporter.unsupported(
                        n, "belongs to training; only networks as they are used for prediction are exported");
        }
    }

    private static void input(Node n, Input i, Exporter e, String name) {
        if (!i.name().equals(GraphSource.INPUT)) {
            throw Exporter.unsupported(
                    n, "'" + i.name() + "' is a second input; only networks of one input are exported");
        }
        e.input(n, name);
    }

    private static AttributeProto[] window(Window w, Node n, boolean dilations) {
        int rank = n.output().shape().rank();
        List<AttributeProto> a = new ArrayList<>(Attributes.window(w, rank));
        if (dilations) {
            a.add(Attributes.dilations(w, rank));
        }
        if (w.ceil()) {
            a.add(Attributes.flag("ceil_mode", true));
        }
        return a.toArray(AttributeProto[]::new);
    }

    private static void average(Node n, AvgPool2d p, Exporter e) {
        Window w = p.window();
        boolean dilated = w.dh() != 1 || w.dw() != 1;
        if (dilated) {
            e.needs(19); // AveragePool has dilations since then
        }
        List<AttributeProto> a = new ArrayList<>(List.of(window(w, n, dilated)));
        a.add(Attributes.flag("count_include_pad", p.countPadding()));
        e.add(n, "AveragePool", n.inputs(), a.toArray(AttributeProto[]::new));
    }
}
