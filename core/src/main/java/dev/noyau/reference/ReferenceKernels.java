package dev.noyau.reference;

import dev.noyau.graph.Type;
import dev.noyau.graph.op.AdaptiveMaxPool2dGather;
import dev.noyau.graph.op.AdaptivePool2d;
import dev.noyau.graph.op.AdaptivePool2dBackward;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.ArgReduce;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.AvgPool2dBackward;
import dev.noyau.graph.op.BatchNorm;
import dev.noyau.graph.op.BatchNormBackward;
import dev.noyau.graph.op.BatchNormInference;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Cast;
import dev.noyau.graph.op.Compare;
import dev.noyau.graph.op.Concat;
import dev.noyau.graph.op.Constant;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Conv2dBackwardWeights;
import dev.noyau.graph.op.CumSum;
import dev.noyau.graph.op.CustomOp;
import dev.noyau.graph.op.DepthToSpace;
import dev.noyau.graph.op.Div;
import dev.noyau.graph.op.DropoutMask;
import dev.noyau.graph.op.Exp;
import dev.noyau.graph.op.Gather;
import dev.noyau.graph.op.GatherElements;
import dev.noyau.graph.op.GatherND;
import dev.noyau.graph.op.GlobalAvgPool;
import dev.noyau.graph.op.GlobalMaxPool;
import dev.noyau.graph.op.GroupNorm;
import dev.noyau.graph.op.GroupNormBackward;
import dev.noyau.graph.op.Hardmax;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.IsInf;
import dev.noyau.graph.op.IsNaN;
import dev.noyau.graph.op.LayerNorm;
import dev.noyau.graph.op.LayerNormBackward;
import dev.noyau.graph.op.LocalResponseNorm;
import dev.noyau.graph.op.LocalResponseNormBackward;
import dev.noyau.graph.op.LogSoftmax;
import dev.noyau.graph.op.Logic;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.Max;
import dev.noyau.graph.op.MaxPool2d;
import dev.noyau.graph.op.MaxPool2dBackward;
import dev.noyau.graph.op.MaxPool2dGather;
import dev.noyau.graph.op.Min;
import dev.noyau.graph.op.Mod;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Not;
import dev.noyau.graph.op.OneHot;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.PRelu;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.PadBackward;
import dev.noyau.graph.op.Parameter;
import dev.noyau.graph.op.Pow;
import dev.noyau.graph.op.Reduce;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.ReluBackward;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.Resize;
import dev.noyau.graph.op.ResizeBackward;
import dev.noyau.graph.op.ScatterElements;
import dev.noyau.graph.op.ScatterND;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.SliceBackward;
import dev.noyau.graph.op.Softmax;
import dev.noyau.graph.op.SoftmaxCrossEntropy;
import dev.noyau.graph.op.SoftmaxCrossEntropyBackward;
import dev.noyau.graph.op.SpaceToDepth;
import dev.noyau.graph.op.State;
import dev.noyau.graph.op.Sub;
import dev.noyau.graph.op.Tile;
import dev.noyau.graph.op.TopK;
import dev.noyau.graph.op.Transpose;
import dev.noyau.graph.op.Trilu;
import dev.noyau.graph.op.Unary;
import dev.noyau.graph.op.Where;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// One op on given arrays. The switch names every op, so a new one does not compile until it has a kernel here.
///
/// Outputs are overwritten; nothing is allocated (except by a [CustomOp], which works on tensors).
public final class ReferenceKernels {
    private ReferenceKernels() {}

    /// Computes `out` from `in`; the arrays have the types of the node's inputs and inferred outputs.
    ///
    /// @return the multiply-adds that were done. A tap that falls in the padding counts: it multiplies a zero,
    ///     as in the formula of [Op#macs]
    /// @throws IllegalArgumentException when the values make no sense, such as a label that is no class
    public static long run(Op op, NdArray[] in, NdArray[] out) {
        long macs = 0;
        switch (op) {
            case Input o -> throw new IllegalStateException("input '" + o.name() + "' is given, not computed");
            case Parameter o -> throw new IllegalStateException("parameter '" + o.path() + "' is given, not computed");
            case State o -> throw new IllegalStateException("state '" + o.path() + "' is given, not computed");
            case Constant o -> constant(o.value(), out[0]);

            case Unary o -> Elementwise.unary(o, in[0], out[0]);
            case Add _ -> Elementwise.binary((a, b) -> a + b, (a, b) -> a + b, in[0], in[1], out[0]);
            case Sub _ -> Elementwise.binary((a, b) -> a - b, (a, b) -> a - b, in[0], in[1], out[0]);
            case Mul _ -> Elementwise.binary((a, b) -> a * b, (a, b) -> a * b, in[0], in[1], out[0]);
            case Div _ -> Elementwise.binary((a, b) -> a / b, Elementwise::divide, in[0], in[1], out[0]);
            case Pow _ -> Elementwise.binary(Functions::pow, Elementwise::pow, in[0], in[1], out[0]);
            case Min _ -> Elementwise.binary(StrictMath::min, StrictMath::min, in[0], in[1], out[0]);
            case Max _ -> Elementwise.binary(StrictMath::max, StrictMath::max, in[0], in[1], out[0]);
            case Mod o
            when o.fmod() ->
                Elementwise.binary(
                        (a, b) -> Elementwise.mod(a, b, true),
                        (a, b) -> Elementwise.mod(a, b, true),
                        in[0],
                        in[1],
                        out[0]);
            case Mod _ ->
                Elementwise.binary(
                        (a, b) -> Elementwise.mod(a, b, false),
                        (a, b) -> Elementwise.mod(a, b, false),
                        in[0],
                        in[1],
                        out[0]);
            case PRelu _ -> Elementwise.binary((x, slope) -> x > 0 ? x : slope * x, in[0], in[1], out[0]);
            case Compare o -> Elementwise.compare(o.kind(), in[0], in[1], out[0]);
            case Logic o -> Elementwise.logic(o.kind(), in[0], in[1], out[0]);
            case Not _ -> Elementwise.not(in[0], out[0]);
            case IsNaN _ -> Elementwise.isNaN(in[0], out[0]);
            case IsInf o -> Elementwise.isInf(o.positive(), o.negative(), in[0], out[0]);
            case Where _ -> Elementwise.where(in[0], in[1], in[2], out[0]);
            case Cast _ -> Elementwise.cast(in[0], out[0]);
            case Exp _ -> Elementwise.unary(StrictMath::exp, in[0], out[0]);
            case Relu _ -> Elementwise.unary(a -> StrictMath.max(a, 0.0), in[0], out[0]);
            case ReluBackward _ -> Elementwise.binary((dy, y) -> y > 0 ? dy : 0, in[0], in[1], out[0]);
            case DropoutMask o -> dropoutMask(o, in[0].longs(), out[0].doubles());

            case Reshape _ -> Movement.copy(in[0], out[0]);
            case BroadcastTo _ -> Movement.broadcast(in[0], out[0]);
            case BiasAdd _ -> Movement.biasAdd(in[0], in[1], out[0]);
            case Transpose o -> Movement.transpose(o.perm(), in[0], out[0]);
            case Concat o -> Movement.concat(o.axis(), in, out[0]);
            case Slice o -> Movement.slice(o, in[0], out[0]);
            case SliceBackward o -> Movement.sliceBackward(o.slice(), in[0], out[0]);
            case Pad o -> Movement.pad(o, in[0], out[0]);
            case PadBackward o -> Movement.padBackward(o.pad(), in[0], out[0]);
            case Tile _ -> Movement.tile(in[0], out[0]);
            case Trilu o -> Movement.trilu(o.upper(), o.k(), in[0], out[0]);
            case Gather o -> Indexing.gather(o.axis(), in[0], in[1], out[0]);
            case GatherElements o -> Indexing.gatherElements(o.axis(), in[0], in[1], out[0]);
            case GatherND o -> Indexing.gatherND(o.batchDims(), in[0], in[1], out[0]);
            case ScatterElements o -> Indexing.scatterElements(o.axis(), o.reduction(), in[0], in[1], in[2], out[0]);
            case ScatterND o -> Indexing.scatterND(o.reduction(), in[0], in[1], in[2], out[0]);
            case OneHot o -> Indexing.oneHot(o, in[0], in[1], out[0]);

            case ReduceSum o -> Reductions.sum(in[0], o.axes(), out[0]);
            case Reduce o -> Reductions.reduce(o, in[0], out[0]);
            case ArgReduce o -> Ordering.argReduce(o, in[0], out[0]);
            case Hardmax o -> Ordering.hardmax(o.axis(), in[0], out[0]);
            case TopK o -> Ordering.topK(o, in[0], out[0], out[1]);
            case CumSum o -> Ordering.cumSum(o, in[0], out[0]);

            case MatMul o -> macs = MatrixProduct.run(in[0], o.transposeA(), in[1], o.transposeB(), out[0]);
            case Conv2d o -> macs = Convolution.forward(o.window(), o.groups(), in[0], in[1], out[0]);
            case Conv2dBackwardData o -> macs = Convolution.backwardData(o.window(), o.groups(), in[0], in[1], out[0]);
            case Conv2dBackwardWeights o ->
                macs = Convolution.backwardWeights(o.window(), o.groups(), in[0], in[1], out[0]);

            case MaxPool2d o -> Pooling.max(o.window(), in[0], out[0]);
            case MaxPool2dBackward o -> Pooling.maxBackward(o.window(), in[0], in[1], out[0]);
            case MaxPool2dGather o -> Pooling.maxGather(o.window(), in[0], in[1], out[0]);
            case AvgPool2d o -> Pooling.average(o.window(), o.countPadding(), in[0], out[0]);
            case AvgPool2dBackward o -> Pooling.averageBackward(o.window(), o.countPadding(), in[0], out[0]);
            case AdaptivePool2d o -> {
                if (o.max()) {
                    Pooling.max(o.windows(), in[0], out[0]);
                } else {
                    Pooling.average(o.windows(), false, in[0], out[0]);
                }
            }
            case AdaptivePool2dBackward o -> {
                if (o.max()) {
                    Pooling.maxBackward(o.windows(), in[0], in[1], out[0]);
                } else {
                    Pooling.averageBackward(o.windows(), false, in[0], out[0]);
                }
            }
            case AdaptiveMaxPool2dGather o -> Pooling.maxGather(o.windows(), in[0], in[1], out[0]);
            case GlobalMaxPool _ -> Pooling.globalMax(in[0], out[0]);
            case GlobalAvgPool _ -> Pooling.globalAverage(in[0], out[0]);

            case BatchNorm o -> Normalization.batch(o, in, out);
            case BatchNormBackward _ -> Normalization.batchBackward(in, out);
            case BatchNormInference o -> Normalization.batchInference(o, in, out);
            case GroupNorm o -> Normalization.rows(pixels(in[0]), o.eps(), in, out);
            case GroupNormBackward _ -> Normalization.rowsBackward(pixels(in[1]), in, out);
            case LayerNorm o -> Normalization.rows(1, o.eps(), in, out);
            case LayerNormBackward _ -> Normalization.rowsBackward(1, in, out);
            case LocalResponseNorm o -> Normalization.localResponse(o, in[0], out[0]);
            case LocalResponseNormBackward o -> Normalization.localResponseBackward(o.forward(), in[0], in[1], out[0]);

            case Resize o -> Resampling.forward(o, in[0], out[0]);
            case ResizeBackward o -> Resampling.backward(o, in[0], out[0]);
            case DepthToSpace o -> Resampling.shuffle(o.block(), o.channelsFirst(), in[0], out[0], true);
            case SpaceToDepth o -> Resampling.shuffle(o.block(), o.channelsFirst(), out[0], in[0], false);

            case Softmax o -> Classes.softmax(o.axis(), in[0], out[0]);
            case LogSoftmax o -> Classes.logSoftmax(o.axis(), in[0], out[0]);
            case SoftmaxCrossEntropy _ -> Classes.crossEntropy(in[0], in[1], out[0]);
            case SoftmaxCrossEntropyBackward _ -> Classes.crossEntropyBackward(in[0], in[1], in[2], out[0]);

            case CustomOp o -> macs = custom(o, in, out);
        }
        return macs;
    }

    /// Values of a channel of an image.
    private static int pixels(NdArray x) {
        return (int) x.shape().size(2, x.shape().rank());
    }

    private static void constant(Tensor value, NdArray out) {
        if (value.dtype() == dev.noyau.tensor.DType.F32) {
            out.load(value.data(), 0);
        } else {
            out.load(value.longData());
        }
    }

    private static void dropoutMask(DropoutMask op, long[] key, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = op.at(key[0], key[1], i);
        }
    }

    /// The op sees floats: here the reference backend is no more exact than any other. Its multiply-adds are those
    /// that it declares, since nobody can look inside.
    private static long custom(CustomOp op, NdArray[] in, NdArray[] out) {
        List<Tensor> tensors = new ArrayList<>();
        List<Type> inTypes = new ArrayList<>();
        for (NdArray a : in) {
            tensors.add(a.toTensor());
            inTypes.add(a.type());
        }
        List<Type> outTypes = new ArrayList<>();
        for (NdArray a : out) {
            outTypes.add(a.type());
        }
        List<Tensor> results = op.compute(tensors, outTypes);
        List<Type> found =
                results.stream().map(t -> new Type(t.dtype(), t.shape())).toList();
        if (!found.equals(outTypes)) {
            throw new IllegalStateException("compute gave " + found + ", its shape inference " + outTypes);
        }
        for (int i = 0; i < out.length; i++) {
            constant(results.get(i), out[i]);
        }
        return op.macs(inTypes, outTypes);
    }
}
