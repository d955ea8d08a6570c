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

    /// Blocks of features that a worker packs at a time.
    int PACKED_BLOCKS = 16;

    /// Terms of a sum that a worker packs at a time.
    int PACKED_TERMS = 256;

    /// Floats between two rows of a piece, where they are not packed closer: an odd number of cache lines.
    int PACKED_ROW = (PACKED_BLOCKS + 1) * ImageLayout.LANES;

    /// `dx[n][k] = Σo dy[n][o] · w[o][k]`, features as lanes.
    ///
    /// @param columns `dy` with the images of an output side by side
    /// @param width images of a column, zeros included
    /// @param packed a worker's room for a piece of the weights
    record DenseBackwardData(
            int features,
            int outputs,
            Buffer columns,
            int width,
            Buffer weights,
            Buffer packed,
            Buffer dx,
            Partition partition)
            implements DenseStep {
        @Override
        public List<Buffer> reads() {
            return List.of(columns, weights);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(packed, dx);
        }
    }

    /// `dw[o][k] = Σn dy[n][o] · x[n][k]`, features as lanes, written where the gradient belongs.
    ///
    /// @param columns `dy` with the images of an output side by side
    /// @param width images of a column, zeros included
    /// @param packed a worker's room for a piece of `x`
    record DenseBackwardWeights(
            int features,
            int outputs,
            Buffer columns,
            int width,
            Buffer x,
            Buffer packed,
            Buffer gradient,
            Partition partition)
            implements DenseStep {
        @Override
        public List<Buffer> reads() {
            return List.of(columns, x);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(packed, gradient);
        }
    }
}
