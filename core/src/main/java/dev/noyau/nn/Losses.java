package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.stream.IntStream;

/// The loss functions.
public final class Losses {
    private Losses() {}

    /// Softmax cross-entropy of scores (logits) against class numbers, averaged over all labels.
    ///
    /// **Shapes**: output (N, C, ...) with targets (N, ...); an output (N, C, 1, 1) takes targets (N).
    /// ONNX: SoftmaxCrossEntropyLoss.
    public static LossFunction softmaxCrossEntropy() {
        return new SoftmaxCrossEntropy();
    }

    private record SoftmaxCrossEntropy() implements LossFunction {
        @Override
        public String name() {
            return "softmax-cross-entropy";
        }

        /// A map of one pixel is one answer: (N, C, 1, 1) counts as (N, C).
        private static Shape scores(Shape output) {
            return output.size(2, output.rank()) == 1 ? Shape.of(output.dim(0), output.dim(1)) : output;
        }

        @Override
        public Type target(Shape output) {
            Shape s = scores(output);
            return Type.i64(Shape.of(
                    IntStream.range(0, s.rank()).filter(a -> a != 1).map(s::dim).toArray()));
        }

        @Override
        public int classes(Shape output) {
            return output.dim(1);
        }

        @Override
        public Value apply(GraphBuilder b, Value output, Value target) {
            Shape s = scores(output.shape());
            Value x = s.equals(output.shape()) ? output : b.add(new dev.noyau.graph.op.Reshape(s), output);
            return b.add(new dev.noyau.graph.op.SoftmaxCrossEntropy(), x, target);
        }
    }
}
