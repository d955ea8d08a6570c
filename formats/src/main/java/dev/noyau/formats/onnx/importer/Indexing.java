package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.ArgReduce;
import dev.noyau.graph.op.CumSum;
import dev.noyau.graph.op.Gather;
import dev.noyau.graph.op.GatherElements;
import dev.noyau.graph.op.GatherND;
import dev.noyau.graph.op.OneHot;
import dev.noyau.graph.op.ScatterElements;
import dev.noyau.graph.op.ScatterElements.Reduction;
import dev.noyau.graph.op.ScatterND;
import dev.noyau.graph.op.TopK;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/// Operators that choose values by number, or give the numbers of chosen ones.
final class Indexing {
    private Indexing() {}

    static void gather(Site s) {
        Value x = s.any(0);
        s.result(0, s.emit(new Gather(s.axis(s.integer("axis", 0), x.shape())), x, s.any(1)), s.type(0));
    }

    static void gatherElements(Site s) {
        Value x = s.any(0);
        s.result(0, s.emit(new GatherElements(s.axis(s.integer("axis", 0), x.shape())), x, s.any(1)), s.type(0));
    }

    static void gatherND(Site s) {
        int batch = s.toInt(s.integer("batch_dims", 0), "batch_dims");
        s.result(0, s.emit(new GatherND(batch), s.any(0), s.any(1)), s.type(0));
    }

    static void scatterElements(Site s) {
        Value x = s.any(0);
        int axis = s.axis(s.integer("axis", 0), x.shape());
        s.result(0, s.emit(new ScatterElements(axis, reduction(s)), x, s.any(1), s.any(2)), s.type(0));
    }

    static void scatterND(Site s) {
        s.result(0, s.emit(new ScatterND(reduction(s)), s.any(0), s.any(1), s.any(2)), s.type(0));
    }

    private static Reduction reduction(Site s) {
        return switch (s.text("reduction", "none")) {
            case "none" -> Reduction.NONE;
            case "add" -> Reduction.ADD;
            case "mul" -> Reduction.MUL;
            case "max" -> Reduction.MAX;
            case "min" -> Reduction.MIN;
            default -> throw s.unsupported("reduction " + s.text("reduction", "") + " is not supported");
        };
    }

    /// Depth and values are inputs; values are off and on.
    static void oneHot(Site s) {
        Value index = s.as(s.any(0), DType.I64);
        Tensor depth = s.constant(1);
        long d = depth.dtype() == DType.F32 ? (long) depth.data()[0] : depth.longData()[0];
        long axis = s.integer("axis", -1);
        int at = s.axis(axis, index.shape().prepend(1));
        s.result(0, s.emit(new OneHot(s.toInt(d, "depth"), at), index, s.any(2)), s.type(2));
    }

    /// Since opset 10 the number is an input.
    static void topK(Site s) {
        Value x = s.any(0);
        int k = s.toInt(s.opset() < 10 ? s.integer("k", -1) : s.constantInt(1), "k");
        s.integer("sorted", 1); // they are
        int axis = s.axis(s.integer("axis", -1), x.shape());
        List<Value> both = s.emitAll(new TopK(k, axis, s.integer("largest", 1) != 0), x);
        s.result(0, both.get(0));
        s.result(1, both.get(1), ElementType.INT64);
    }

    static void arg(Site s, boolean max) {
        Value x = s.any(0);
        int axis = s.axis(s.integer("axis", 0), x.shape());
        boolean keep = s.integer("keepdims", 1) != 0;
        boolean last = s.integer("select_last_index", 0) != 0;
        s.result(0, s.emit(new ArgReduce(max, axis, keep, last), x), ElementType.INT64);
    }

    static void cumSum(Site s) {
        Value x = s.any(0);
        int axis = s.axis(s.constantInt(1), x.shape());
        boolean exclusive = s.integer("exclusive", 0) != 0;
        s.result(s.emit(new CumSum(axis, exclusive, s.integer("reverse", 0) != 0), x));
    }

    /// The places of what is not zero: how many there are depends on the values.
    static void nonZero(Site s) {
        Tensor t = s.constant(0);
        int[] places = IntStream.range(0, t.shape().intSize())
                .filter(i -> t.dtype() == DType.F32 ? t.data()[i] != 0 : t.longData()[i] != 0)
                .toArray();
        int rank = t.shape().rank();
        long[] y = new long[rank * places.length];
        int[] strides = t.shape().strides();
        for (int a = 0; a < rank; a++) {
            for (int i = 0; i < places.length; i++) {
                y[a * places.length + i] = places[i] / strides[a] % t.shape().dim(a);
            }
        }
        s.result(0, Tensor.ofLongs(Shape.of(rank, places.length), y), ElementType.INT64);
    }

    /// Takes what a known mask says, along an axis or of all values in one row.
    static void compress(Site s) {
        Value x = s.any(0);
        long[] mask = s.constant(1).longData();
        long[] kept = IntStream.range(0, mask.length)
                .filter(i -> mask[i] != 0)
                .mapToLong(i -> i)
                .toArray();
        Value index = s.builder().constant(Tensor.ofLongs(Shape.of(kept.length), kept));
        boolean flat = s.attribute("axis") == null;
        Value from = flat ? s.reshape(x, Shape.of(x.shape().intSize())) : x;
        int axis = flat ? 0 : s.axis(s.integer("axis", 0), x.shape());
        s.result(0, s.emit(new Gather(axis), from, index), s.type(0));
    }
}
