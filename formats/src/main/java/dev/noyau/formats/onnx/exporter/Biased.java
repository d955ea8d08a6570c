package dev.noyau.formats.onnx.exporter;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.Transpose;
import dev.noyau.graph.op.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Ops that take a bias as their third input in ONNX: Conv, ConvTranspose, Gemm.
final class Biased {
    private Biased() {}

    /// A bias: together with the node before it where it belongs to that, else an Add.
    static void emit(Node bias, Exporter e) {
        if (!e.isFolded(bias)) {
            alone(bias, e);
            return;
        }
        Node before = bias.input(0).node();
        switch (before.op()) {
            case Conv2d c -> conv(bias, before, c, e);
            case Conv2dBackwardData c -> transposed(bias, before, c, e);
            case MatMul m -> gemm(bias, before, m, e);
            default -> throw new IllegalStateException("no bias is folded into " + before);
        }
    }

    /// The channels are axis 1, and Add counts axes from the end.
    private static void alone(Node n, Exporter e) {
        int rank = n.output().shape().rank();
        String b = e.nameOf(n.input(1));
        if (rank > 2) {
            long[] shape = new long[rank - 1];
            Arrays.fill(shape, 1);
            shape[0] = -1;
            b = e.helper(n, "Reshape", List.of(b, e.integers(n, "shape", shape)));
        }
        e.addNamed(n, "Add", List.of(e.nameOf(n.input(0)), b));
    }

    /// @param result the node whose value the operator gives: the convolution itself or its bias
    static void conv(Node result, Node conv, Conv2d c, Exporter e) {
        e.add(result, "Conv", inputs(result, conv), attributes(c.window(), c.groups(), conv));
    }

    static void transposed(Node result, Node conv, Conv2dBackwardData c, Exporter e) {
        Window w = c.window();
        Value y = conv.output();
        Value x = conv.input(0);
        List<AttributeProto> a = new ArrayList<>(List.of(attributes(w, c.groups(), conv)));
        long width = extra(e, y, x, y.shape().rank() - 1, w.sw(), w.extentW() - w.left() - w.right());
        long height =
                y.shape().rank() == Images.SIGNAL ? 0 : extra(e, y, x, 2, w.sh(), w.extentH() - w.top() - w.bottom());
        if (height != 0 || width != 0) {
            long[] both = {height, width};
            long[] one = {width};
            a.add(Attributes.integers("output_padding", y.shape().rank() == Images.SIGNAL ? one : both));
        }
        e.add(result, "ConvTranspose", inputs(result, conv), a.toArray(AttributeProto[]::new));
    }

    /// Rows or columns that the output has beyond the smallest one that gives this input.
    private static int extra(Exporter e, Value y, Value x, int axis, int stride, int rest) {
        int extra = y.shape().dim(axis) - ((x.shape().dim(axis) - 1) * stride + rest);
        int other = e.sizes().other(y, axis) - ((e.sizes().other(x, axis) - 1) * stride + rest);
        if (extra != other) {
            throw new OpenSizeException(Exporter.where(y.node()) + ": the output's size does not follow the input's");
        }
        return extra;
    }

    /// Gemm is for two matrices; stacks of them are MatMul's, which cannot transpose.
    static void gemm(Node result, Node product, MatMul m, Exporter e) {
        Value a = product.input(0);
        Value b = product.input(1);
        if (!isGemm(product)) {
            e.addNamed(
                    product,
                    "MatMul",
                    List.of(turned(product, a, m.transposeA(), e), turned(product, b, m.transposeB(), e)));
            return;
        }
        e.add(
                result,
                "Gemm",
                inputs(result, product),
                Attributes.flag("transA", m.transposeA()),
                Attributes.flag("transB", m.transposeB()));
    }

    /// Whether a product is one of two matrices.
    static boolean isGemm(Node product) {
        return product.inputs().stream().allMatch(v -> v.shape().rank() == 2);
    }

    private static String turned(Node n, Value v, boolean turn, Exporter e) {
        if (!turn) {
            return e.nameOf(v);
        }
        Transpose lastTwo = Transpose.lastTwo(v.shape().rank());
        return e.helper(n, "Transpose", List.of(e.nameOf(v)), Attributes.integers("perm", lastTwo.perm()));
    }

    private static List<Value> inputs(Node result, Node op) {
        List<Value> in = new ArrayList<>(op.inputs());
        if (result != op) {
            in.add(result.input(1));
        }
        return in;
    }

    private static AttributeProto[] attributes(Window w, int groups, Node conv) {
        int rank = conv.output().shape().rank();
        List<AttributeProto> a = new ArrayList<>(Attributes.window(w, rank));
        a.add(Attributes.dilations(w, rank));
        a.add(Attributes.integer("group", groups));
        return a.toArray(AttributeProto[]::new);
    }
}
