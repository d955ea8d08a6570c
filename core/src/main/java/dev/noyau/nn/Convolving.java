package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;

/// What convolution layers of one and two dimensions, forward and transposed, share.
///
/// @param name of the layer, for errors
/// @param filters channels of the output
/// @param window kernel, stride, padding and dilation; of one row for signals
/// @param groups number of groups that channels are divided into
/// @param bias whether a number is added to each output channel
record Convolving(String name, int filters, Window window, int groups, boolean bias) {
    Convolving {
        if (filters < 1) {
            throw new IllegalArgumentException(name + ": the number of filters must be at least 1, found " + filters);
        }
        if (groups < 1 || filters % groups != 0) {
            throw new IllegalArgumentException(
                    name + ": " + filters + " filters cannot be divided into " + groups + " groups");
        }
    }

    Value convolution(Scope scope, Value x, int rank) {
        check(scope, x, rank);
        Shape weight = weight(rank, filters, x.shape().dim(1) / groups);
        Value w = scope.parameter("weight", weight, Init.kaimingUniform(Init.fanIn(weight)));
        return biased(scope, scope.op(new Conv2d(window, groups), x, w), weight);
    }

    /// @param extraH rows that the output has beyond the smallest one that gives the input
    Value transposed(Scope scope, Value x, int rank, int extraH, int extraW) {
        check(scope, x, rank);
        Shape s = x.shape();
        int h = grown(
                scope, x, Images.height(s), window.sh(), window.extentH(), window.top() + window.bottom(), extraH);
        int w = grown(scope, x, Images.width(s), window.sw(), window.extentW(), window.left() + window.right(), extraW);
        Shape y = rank == Images.SIGNAL ? Shape.of(s.dim(0), filters, w) : Shape.of(s.dim(0), filters, h, w);
        Shape weight = weight(rank, s.dim(1), filters / groups);
        Value v = scope.parameter("weight", weight, Init.kaimingUniform(Init.fanIn(weight)));
        return biased(scope, scope.op(new Conv2dBackwardData(window, groups, y), x, v), weight);
    }

    private int grown(Scope scope, Value x, int size, int stride, int extent, int padding, int extra) {
        long grown = (size - 1L) * stride + extent - padding + extra;
        if (grown < 1) {
            throw new ShapeException(scope.where(name) + ": the output of input " + x.shape()
                    + " would be empty: a window of " + extent + " leaves nothing beside padding " + padding
                    + ". Use less padding or a larger kernel");
        }
        return Math.toIntExact(grown);
    }

    /// The value, if it is an image (rank 4) or signal (rank 3).
    ///
    /// @param name of the layer that expects it
    static Value ofRank(int rank, String name, Scope scope, Value x) {
        if (x.shape().rank() != rank) {
            throw new ShapeException(scope.where(name) + ": expects "
                    + (rank == Images.SIGNAL ? "signals (N, C, L)" : "images (N, C, H, W)") + ", found input "
                    + x.shape());
        }
        return x;
    }

    private void check(Scope scope, Value x, int rank) {
        int c = ofRank(rank, name, scope, x).shape().dim(1);
        if (c % groups != 0) {
            throw new ShapeException(scope.where(name) + ": input " + x.shape() + " has " + c
                    + " channels, which cannot be divided into " + groups + " groups");
        }
    }

    private Shape weight(int rank, int first, int second) {
        return rank == Images.SIGNAL
                ? Shape.of(first, second, window.kw())
                : Shape.of(first, second, window.kh(), window.kw());
    }

    private Value biased(Scope scope, Value y, Shape weight) {
        Init init = Init.kaimingUniform(Init.fanIn(weight));
        return bias ? scope.op(new BiasAdd(), y, scope.parameter("bias", Shape.of(filters), init)) : y;
    }
}
