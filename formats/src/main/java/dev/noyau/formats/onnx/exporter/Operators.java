package dev.noyau.formats.onnx.exporter;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.*;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
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
            case AdaptivePool2d p ->
                throw Exporter.unsupported(
                        n,
                        "divides " + n.input(0).shape() + " into " + p.windows().oh() + "×"
                                + p.windows().ow()
                                + " overlapping parts, which ONNX cannot say; sizes that can be divided are exported");
            case Softmax s -> e.add(n, "Softmax", n.inputs(), Attributes.integer("axis", s.axis()));
            case LogSoftmax s -> e.add(n, "LogSoftmax", n.inputs(), Attributes.integer("axis", s.axis()));
            case ReduceSum r -> sum(n, r, e);
            case Reshape r -> Reshaped.reshape(n, e);
            case BroadcastTo b -> Reshaped.expand(n, e);
            case CustomOp c ->
                throw Exporter.unsupported(
                        n, "is an op of your own; ONNX has no such operator, so it cannot be exported");
            case ArgReduce _,
                    BatchNormInference _,
                    Cast _,
                    Compare _,
                    Concat _,
                    CumSum _,
                    DepthToSpace _,
                    Div _,
                    Gather _,
                    GatherElements _,
                    GatherND _,
                    GroupNorm _,
                    Hardmax _,
                    IsInf _,
                    IsNaN _,
                    LayerNorm _,
                    LocalResponseNorm _,
                    Logic _,
                    Max _,
                    Min _,
                    Mod _,
                    Not _,
                    OneHot _,
                    PRelu _,
                    Pad _,
                    PadBackward _,
                    Pow _,
                    Reduce _,
                    Resize _,
                    ScatterElements _,
                    ScatterND _,
                    Slice _,
                    SliceBackward _,
                    SpaceToDepth _,
                    Tile _,
                    TopK _,
                    Transpose _,
                    Trilu _,
                    Unary _,
                    Where _ ->
                throw Exporter.unsupported(
                        n, "is not exported yet; FitOptions.checkpoints keeps the trained numbers in a file");
            case AdaptiveMaxPool2dGather b -> throw trainingOnly(n);
            case AdaptivePool2dBackward b -> throw trainingOnly(n);
            case AvgPool2dBackward b -> throw trainingOnly(n);
            case BatchNorm b -> throw trainingOnly(n);
            case BatchNormBackward b -> throw trainingOnly(n);
            case Conv2dBackwardWeights b -> throw trainingOnly(n);
            case DropoutMask d -> throw trainingOnly(n);
            case GroupNormBackward b -> throw trainingOnly(n);
            case LayerNormBackward b -> throw trainingOnly(n);
            case LocalResponseNormBackward b -> throw trainingOnly(n);
            case ResizeBackward b -> throw trainingOnly(n);
            case MaxPool2dBackward b -> throw trainingOnly(n);
            case MaxPool2dGather b -> throw trainingOnly(n);
            case ReluBackward b -> throw trainingOnly(n);
            case SoftmaxCrossEntropy s -> throw trainingOnly(n);
            case SoftmaxCrossEntropyBackward b -> throw trainingOnly(n);
        }
    }

    private static ExportException trainingOnly(Node n) {
        return Exporter.unsupported(
                n, "belongs to training; only networks as they are used for prediction are exported");
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

    private static void sum(Node n, ReduceSum r, Exporter e) {
        Value x = n.input(0);
        long[] axes = r.axes().stream().mapToLong(a -> x.shape().axis(a)).toArray();
        String axesName = e.integers(n, "axes", Tensor.ofLongs(Shape.of(axes.length), axes));
        e.addNamed(
                n,
                "ReduceSum",
                List.of(e.nameOf(x), axesName),
                Attributes.flag("keepdims", r.keepDims()),
                Attributes.flag("noop_with_empty_axes", true));
    }
}
