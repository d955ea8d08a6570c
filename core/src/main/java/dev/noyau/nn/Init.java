package dev.noyau.nn;

import dev.noyau.graph.op.Random32;
import dev.noyau.tensor.Shape;

/// How a parameter's first values are drawn: a function of the seed, the parameter's path and the position alone, so
/// that adding a layer changes no other layer's start.
public sealed interface Init {
    /// Value at a position in row-major order.
    float at(long seed, String path, long index);

    /// Uniform in ±bound.
    record Uniform(double bound) implements Init {
        @Override
        public float at(long seed, String path, long index) {
            return (float) (bound * (2 * (double) Random32.uniform(seed, 0, path.hashCode(), index) - 1));
        }
    }

    /// Normal with mean 0 (Box, Muller 1958).
    record Normal(double std) implements Init {
        @Override
        public float at(long seed, String path, long index) {
            double u = 1 - (double) Random32.uniform(seed, 0, path.hashCode(), 2 * index);
            double angle = 2 * Math.PI * Random32.uniform(seed, 0, path.hashCode(), 2 * index + 1);
            return (float) (std * Math.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(angle));
        }
    }

    /// The same number everywhere.
    record Constant(float value) implements Init {
        @Override
        public float at(long seed, String path, long index) {
            return value;
        }
    }

    /// PyTorch's default for convolutions and fully connected layers alike, weights and biases: Kaiming uniform
    /// with a = √5, which is uniform in ±1/√fanIn (He et al. 2015).
    ///
    /// @param fanIn inputs of one output: C/groups · kh · kw, or the features of a linear layer
    static Init kaimingUniform(long fanIn) {
        return new Uniform(1 / Math.sqrt(fanIn));
    }

    /// Kaiming normal for layers with ReLU: standard deviation √(2/fan) (He et al. 2015).
    ///
    /// @param fan inputs of one output, or outputs that see one input
    static Init kaimingNormal(long fan) {
        return new Normal(Math.sqrt(2.0 / fan));
    }

    static Init zeros() {
        return new Constant(0);
    }

    static Init ones() {
        return new Constant(1);
    }

    /// The number of inputs of one output, read off a weight (O, I, ...).
    static long fanIn(Shape weight) {
        return weight.size(1, weight.rank());
    }

    /// The number of outputs that see one input, read off a weight (O, I, ...), as PyTorch counts them.
    static long fanOut(Shape weight) {
        return weight.dim(0) * weight.size(2, weight.rank());
    }
}
