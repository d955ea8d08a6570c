package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.AdaptivePool2d;
import dev.noyau.graph.op.AdaptiveWindows;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.GlobalAvgPool;
import dev.noyau.graph.op.GlobalMaxPool;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.MaxPool2d;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;

/// Pooling to an output of a given size, whatever the size of the input: window i of an axis covers the input from
/// ⌊i·size / out⌋ to ⌈(i + 1)·size / out⌉, the last excluded. PyTorch: `adaptive_avg_pool2d`, `adaptive_max_pool2d` and
/// their 1-D forms.
///
/// `y[i, j] = mean (or max) of x[h, w]` over `⌊i·H/H'⌋ ≤ h < ⌈(i + 1)·H/H'⌉`, and w likewise.
///
/// Where the sizes can be divided it is an ordinary pooling, which ONNX knows as well; else windows overlap, and an
/// export refuses them.
///
/// **Shapes**: (N, C, H, W) → (N, C, height, width), with height 1 (N, C, L) → (N, C, width).
///
/// @param max whether the largest value is taken, else the mean
/// @param height of the output, 1 for signals
/// @param width of the output
public record AdaptivePool(boolean max, int height, int width) implements Layer {
    public AdaptivePool {
        new AdaptiveWindows(height, width);
    }

    /// Means of an image's parts.
    public static AdaptivePool average(int height, int width) {
        return new AdaptivePool(false, height, width);
    }

    /// Means of a signal's parts.
    public static AdaptivePool average(int length) {
        return new AdaptivePool(false, 1, length);
    }

    /// Largest values of an image's parts.
    public static AdaptivePool max(int height, int width) {
        return new AdaptivePool(true, height, width);
    }

    /// Largest values of a signal's parts.
    public static AdaptivePool max(int length) {
        return new AdaptivePool(true, 1, length);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        int rank = x.shape().rank();
        if (rank != 4 && (rank != Images.SIGNAL || height != 1)) {
            throw new ShapeException(scope.where("AdaptivePool") + ": expects images (N, C, H, W)"
                    + (height == 1 ? " or signals (N, C, L)" : "") + ", found input " + x.shape());
        }
        return scope.op(op(x.shape()), x);
    }

    private Op op(Shape x) {
        int h = Images.height(x);
        int w = Images.width(x);
        if (height == 1 && width == 1) {
            return max ? new GlobalMaxPool() : new GlobalAvgPool();
        }
        if (h % height != 0 || w % width != 0 || h == 0 || w == 0) {
            return new AdaptivePool2d(max, new AdaptiveWindows(height, width));
        }
        Window part = Window.of(h / height, w / width).stride(h / height, w / width);
        return max ? new MaxPool2d(part) : new AvgPool2d(part, true);
    }
}
