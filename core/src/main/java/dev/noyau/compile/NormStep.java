package dev.noyau.compile;

import dev.noyau.graph.op.BatchNorm;
import dev.noyau.graph.op.BatchNormInference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a normalisation needs to know before one pass over the image, a [Step.Chain], can apply it: sums over the
/// values of each channel, and what follows from them.
///
/// Vectors have one number for each channel. Partial sums have five rows for each part: the number that was taken away
/// from each value, and two sums, each as a float and what the float leaves of it.
public sealed interface NormStep extends Step {
    /// Rows of partial sums for each part.
    int ROWS = 5;

    /// `Σ(x - k)` and `Σ(x - k)²` of each channel, for each part of the images' rows; k is near the mean.
    record Statistics(Buffer x, Buffer partials, Partition partition) implements NormStep {
        @Override
        public List<Buffer> reads() {
            return List.of(x);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(partials);
        }
    }

    /// Mean and standard deviation from partial sums, and the running statistics that follow.
    ///
    /// @param x whose sums they are
    /// @param parts how it was divided
    /// @param out new running mean and variance, mean and 1/√(v + ε), and the product of weight and the last
    record Moments(
            BatchNorm op,
            Buffer x,
            Partition parts,
            Buffer partials,
            Buffer weight,
            Buffer mean,
            Buffer variance,
            List<Buffer> out)
            implements NormStep {
        @Override
        public Partition partition() {
            return Partition.WHOLE;
        }

        @Override
        public List<Buffer> reads() {
            return List.of(partials, weight, mean, variance);
        }

        @Override
        public List<Buffer> writes() {
            return out;
        }
    }

    /// `Σdy` and `Σdy·(x - m)` of each channel, for each part of the images' rows.
    record Slopes(Buffer dy, Buffer x, Buffer mean, Buffer partials, Partition partition) implements NormStep {
        @Override
        public List<Buffer> reads() {
            return List.of(dy, x, mean);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(partials);
        }
    }

    /// The gradients of weight and bias from partial sums, and the numbers of `dx = dy · a + (x - m) · c + b`.
    ///
    /// @param x whose sums they are
    /// @param parts how it was divided
    /// @param out dw, db, a, b and c
    record Coefficients(Buffer x, Partition parts, Buffer partials, Buffer weight, Buffer inverse, List<Buffer> out)
            implements NormStep {
        @Override
        public Partition partition() {
            return Partition.WHOLE;
        }

        @Override
        public List<Buffer> reads() {
            return List.of(partials, weight, inverse);
        }

        @Override
        public List<Buffer> writes() {
            return out;
        }
    }

    /// `1/√(variance + ε)`, and its product with the weight.
    ///
    /// @param out both
    record Scales(BatchNormInference op, Buffer weight, Buffer variance, List<Buffer> out) implements NormStep {
        @Override
        public Partition partition() {
            return Partition.WHOLE;
        }

        @Override
        public List<Buffer> reads() {
            return List.of(weight, variance);
        }

        @Override
        public List<Buffer> writes() {
            return out;
        }
    }

    /// A convolution's weights and bias with the normalisation that follows it in them:
    /// `w' = w · factor`, `b' = (b - mean) · factor + shift`, where `factor = weight/√(variance + ε)`.
    ///
    /// @param norm weight, bias, mean and variance
    /// @param shift the new bias, padded to whole blocks
    record Fold(float eps, Buffer weights, @Nullable Buffer bias, List<Buffer> norm, Buffer folded, Buffer shift)
            implements NormStep {
        @Override
        public Partition partition() {
            return Partition.WHOLE;
        }

        @Override
        public List<Buffer> reads() {
            List<Buffer> all = new ArrayList<>(norm);
            all.add(weights);
            if (bias != null) {
                all.add(bias);
            }
            return all;
        }

        @Override
        public List<Buffer> writes() {
            return List.of(folded, shift);
        }
    }
}
