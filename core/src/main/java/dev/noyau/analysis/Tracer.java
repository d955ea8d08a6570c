package dev.noyau.analysis;

import dev.noyau.analysis.IndexMap.Border;
import dev.noyau.analysis.IndexMap.Dividing;
import dev.noyau.analysis.IndexMap.Sliding;
import dev.noyau.analysis.IndexMap.Spreading;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Node;
import dev.noyau.graph.op.AdaptiveMaxPool2dGather;
import dev.noyau.graph.op.AdaptivePool2d;
import dev.noyau.graph.op.AdaptivePool2dBackward;
import dev.noyau.graph.op.AdaptiveWindows;
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
import dev.noyau.graph.op.Images;
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
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Which positions of its inputs a node's result is computed from: one line an op. The switch names every op, so a
/// new one does not compile until it is said here what it sees.
final class Tracer {
    private final Plane input;

    Tracer(Plane input) {
        this.input = input;
    }

    /// The result of a node; null for what does not depend on the network's input.
    ///
    /// @param in the node's inputs, null for those that do not depend on it
    @Nullable
    Tracked result(Node n, List<@Nullable Tracked> in) {
        Seen seen = new Seen(n, in);
        Moves moves = new Moves(seen);
        return switch (n.op()) {
            case Input o ->
                o.name().equals(GraphSource.INPUT)
                        ? Tracked.image(input, o.type().shape())
                        : null;
            case Parameter _, State _, Constant _ -> null;

            case Add _, Sub _, Mul _, Div _, Mod _, Pow _, Max _, Min _, PRelu _, Where _ -> seen.elementwise();
            case Compare _, Logic _, Not _, IsInf _, IsNaN _, Cast _ -> seen.elementwise();
            case Unary _, Exp _, Relu _, ReluBackward _, DropoutMask _ -> seen.elementwise();
            case BroadcastTo _ -> seen.elementwise();
            case BiasAdd _, Trilu _, BatchNormInference _ -> seen.alike();
            case LocalResponseNorm _ -> seen.along(List.of(1));

            case Reshape o -> moves.reshaped(o.shape());
            case Transpose o -> moves.transposed(o.perm());
            case Concat o -> moves.concatenated(o.axis());
            case Slice o -> moves.sliced(o);
            case Pad o -> moves.padded(o);
            case Tile _ -> moves.tiled();
            case Resize o -> moves.resized(o.axes());
            case DepthToSpace o ->
                seen.convolved(Collections.nCopies(rank(n) - 2, new IndexMap.Repeating(o.block())), 1);
            case SpaceToDepth o -> {
                IndexMap block = new Sliding(o.block(), o.block(), 0, 1, Border.NOTHING);
                yield seen.convolved(Collections.nCopies(rank(n) - 2, block), 1);
            }
            case Gather o -> moves.gathered(o.axis());

            case Conv2d o -> seen.convolved(sliding(o.window(), rank(n)), o.groups());
            case Conv2dBackwardData o -> seen.convolved(spreading(o.window(), rank(n)), o.groups());
            case MaxPool2d o -> seen.pooled(sliding(o.window(), rank(n)));
            case AvgPool2d o -> seen.pooled(sliding(o.window(), rank(n)));
            case AvgPool2dBackward o -> seen.pooled(spreading(o.window(), rank(n)));

            case AdaptivePool2d o ->
                seen.pooled(adaptive(o.windows(), n.input(0).shape()));
            case GlobalAvgPool _, GlobalMaxPool _ -> seen.reduced(axes(2, rank(n)), true);
            case ReduceSum o -> seen.reduced(o.axes(), o.keepDims());
            case Reduce o -> seen.reduced(o.axes(), o.keepDims());
            case ArgReduce o -> seen.reduced(List.of(o.axis()), o.keepDims());
            case Softmax o -> seen.along(List.of(o.axis()));
            case LogSoftmax o -> seen.along(List.of(o.axis()));
            case Hardmax o -> seen.along(List.of(o.axis()));
            case TopK o -> seen.along(List.of(o.axis()));
            case CumSum o -> moves.summed(o);
            case BatchNorm _ -> seen.along(axes(2, rank(n)));
            case GroupNorm o -> seen.along(axes(o.groups() == n.input(0).shape().dim(1) ? 2 : 1, rank(n)));
            case LayerNorm o -> seen.along(axes(n.input(0).shape().axis(o.axis()), rank(n)));
            case MatMul o -> seen.product(o.transposeA());

            case AdaptiveMaxPool2dGather _,
                    AdaptivePool2dBackward _,
                    BatchNormBackward _,
                    Conv2dBackwardWeights _,
                    GatherElements _,
                    GatherND _,
                    GroupNormBackward _,
                    LayerNormBackward _,
                    LocalResponseNormBackward _,
                    MaxPool2dBackward _,
                    MaxPool2dGather _,
                    OneHot _,
                    PadBackward _,
                    ResizeBackward _,
                    ScatterElements _,
                    ScatterND _,
                    SliceBackward _,
                    SoftmaxCrossEntropy _,
                    SoftmaxCrossEntropyBackward _,
                    CustomOp _ -> seen.all();
        };
    }

    private static List<Integer> axes(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static int rank(Node n) {
        return n.input(0).shape().rank();
    }

    private static List<IndexMap> sliding(Window w, int rank) {
        IndexMap rows = new Sliding(w.kh(), w.sh(), w.top(), w.dh(), Border.NOTHING);
        IndexMap columns = new Sliding(w.kw(), w.sw(), w.left(), w.dw(), Border.NOTHING);
        return spatial(rows, columns, rank);
    }

    private static List<IndexMap> spreading(Window w, int rank) {
        IndexMap rows = new Spreading(w.kh(), w.sh(), w.top(), w.dh());
        return spatial(rows, new Spreading(w.kw(), w.sw(), w.left(), w.dw()), rank);
    }

    private static List<IndexMap> adaptive(AdaptiveWindows w, Shape x) {
        IndexMap rows = new Dividing(Images.height(x), w.oh());
        return spatial(rows, new Dividing(Images.width(x), w.ow()), x.rank());
    }

    /// A signal has columns alone.
    private static List<IndexMap> spatial(IndexMap rows, IndexMap columns, int rank) {
        return rank == Images.SIGNAL ? List.of(columns) : List.of(rows, columns);
    }
}
