package dev.noyau.compile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Steps of fully connected layers with so many weights that they are read where they are.
public sealed interface DenseStep extends Step {
    /// Rows (one an image) into columns, so that images are lanes:
    /// `to[(g·K + k)·width + l] = from[g·width + l][k]`, zeros beyond the last image.
    ///
    /// @param width images of a group, g of them side by side
    /// @param packed whether a kernel reads them as packed weights: on a machine whose tiles are narrower, groups
    /// are, too
    record Columns(Buffer from, int features, int width, boolean packed, Buffer to, Partition partition)
            implements DenseStep {
        @Override
        public List<Buffer> reads() {
            return List.of(from);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(to);
        }
    }

    /// Product of a fully connected layer with many weights, which are read where they are:
    /// `product[o][n] = Σk w[o][k] · x[n][k]`, images as lanes.
    record DenseForward(int features, int outputs, Buffer weights, Buffer columns, Buffer product, Partition partition)
            implements DenseStep {
        @Override
        public List<Buffer> reads() {
            return List.of(weights, columns);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(product);
        }
    }

    /// `y[n][o] = relu?(product[o][n] + bias[o]?)`.
    record DenseFinish(Buffer product, @Nullable Buffer bias, boolean relu, Buffer y, Partition partition)
            implements DenseStep {
        @Override
        public List<Buffer> reads() {
            return bias == null ? List.of(product) : List.of(product, bias);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(y);
        }
    }

    /// `dx[n][k] = Σo dy[n][o] · w[o][k]`, features as lanes.
    record DenseBackwardData(int features, int outputs, Buffer weights, Buffer columns, Buffer dx, Partition partition)
            implements DenseStep {
        @Override
        public List<Buffer> reads() {
            return List.of(weights, columns);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(dx);
        }
    }

    /// `dw[o][k] = Σn dy[n][o] · x[n][k]`, features as lanes, written where the gradient belongs.
    record DenseBackwardWeights(int features, int outputs, Buffer dy, Buffer x, Buffer gradient, Partition partition)
            implements DenseStep {
        @Override
        public List<Buffer> reads() {
            return List.of(dy, x);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(gradient);
        }
    }
}
