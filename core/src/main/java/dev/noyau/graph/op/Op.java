package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An operation of the size of ONNX's: a record that holds its attributes and states its shape inference, its gradient
/// rule and its multiply-adds. It knows no backend.
///
/// Sealed, so that a backend's `switch` does not compile until it handles a new op. Users extend [CustomOp].
public sealed interface Op
        permits AdaptiveMaxPool2dGather,
                AdaptivePool2d,
                AdaptivePool2dBackward,
                Add,
                ArgReduce,
                AvgPool2d,
                AvgPool2dBackward,
                BatchNorm,
                BatchNormBackward,
                BatchNormInference,
                BiasAdd,
                BroadcastTo,
                Cast,
                Compare,
                Concat,
                Constant,
                Conv2d,
                Conv2dBackwardData,
                Conv2dBackwardWeights,
                CumSum,
                CustomOp,
                DepthToSpace,
                Div,
                DropoutMask,
                Exp,
                Gather,
                GatherElements,
                GatherND,
                GlobalAvgPool,
                GlobalMaxPool,
                GroupNorm,
                GroupNormBackward,
                Hardmax,
                Input,
                IsInf,
                IsNaN,
                LayerNorm,
                LayerNormBackward,
                LocalResponseNorm,
                LocalResponseNormBackward,
                LogSoftmax,
                Logic,
                MatMul,
                Max,
                MaxPool2d,
                MaxPool2dBackward,
                MaxPool2dGather,
                Min,
                Mod,
                Mul,
                Not,
                OneHot,
                PRelu,
                Pad,
                PadBackward,
                Parameter,
                Pow,
                Reduce,
                ReduceSum,
                Relu,
                ReluBackward,
                Reshape,
                Resize,
                ResizeBackward,
                ScatterElements,
                ScatterND,
                Slice,
                SliceBackward,
                Softmax,
                SoftmaxCrossEntropy,
                SoftmaxCrossEntropyBackward,
                SpaceToDepth,
                State,
                Sub,
                Tile,
                TopK,
                Transpose,
                Trilu,
                Unary,
                Where {

    /// The name that errors and printed graphs use; ONNX's where ONNX has the op.
    default String name() {
        return getClass().getSimpleName();
    }

    /// The name that an error uses for an application to these inputs: what is 2-D on an image is 1-D on a signal.
    default String name(List<Type> in) {
        return name();
    }

    /// The results' types.
    ///
    /// @throws ShapeException when the inputs do not fit; the message gives the sizes found and expected
    List<Type> infer(List<Type> in);

    /// Emits the gradients of a node's inputs.
    ///
    /// @param dy upstream gradient of each result, null where there is none
    /// @return one entry an input, null where the op does not pass a gradient
    List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy);

    /// Multiply-adds of one application, in 64 bits. Zero for what only moves, compares or adds.
    default long macs(List<Type> in, List<Type> out) {
        return 0;
    }

    /// The upstream gradient of an op with a single result.
    static Value only(List<@Nullable Value> dy) {
        Value v = dy.getFirst();
        if (v == null) {
            throw new IllegalStateException("no upstream gradient");
        }
        return v;
    }

    /// A list that may hold nulls.
    static List<@Nullable Value> inputs(@Nullable Value... gradients) {
        return Arrays.asList(gradients);
    }

    /// No gradient for any input.
    static List<@Nullable Value> none(Node node) {
        return Arrays.asList(new Value[node.inputs().size()]);
    }

    /// Fails unless there are `count` inputs.
    static void arity(List<Type> in, int count) {
        if (in.size() != count) {
            throw new ShapeException("expects " + count + " inputs, found " + in.size());
        }
    }

    /// Fails unless the input has this rank.
    static void rank(Type t, int rank, String what) {
        if (t.shape().rank() != rank) {
            throw new ShapeException("expects " + what + ", found input " + t.shape() + " with "
                    + t.shape().rank() + " axes instead of " + rank);
        }
    }

    /// Fails unless two shapes are equal.
    static void same(Type a, Type b, String what) {
        if (!a.shape().equals(b.shape())) {
            throw new ShapeException(what + ": " + a.shape() + " and " + b.shape() + " differ");
        }
    }
}
