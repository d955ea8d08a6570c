package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.List;

/// Short words for formulas that emit graph: `a.mul(x, a.sub(1, y))`.
///
/// @param b where the nodes go
public record Arithmetic(GraphBuilder b) {
    public Value constant(float c) {
        return b.constant(c);
    }

    public Value add(Value x, Value y) {
        return b.add(new Add(), x, y);
    }

    public Value add(Value x, float c) {
        return add(x, constant(c));
    }

    public Value sub(Value x, Value y) {
        return b.add(new Sub(), x, y);
    }

    public Value sub(float c, Value y) {
        return sub(constant(c), y);
    }

    public Value mul(Value x, Value y) {
        return b.add(new Mul(), x, y);
    }

    public Value mul(Value x, float c) {
        return mul(x, constant(c));
    }

    public Value square(Value x) {
        return mul(x, x);
    }

    public Value div(Value x, Value y) {
        return b.add(new Div(), x, y);
    }

    public Value min(Value x, float c) {
        return b.add(new Min(), x, constant(c));
    }

    public Value max(Value x, float c) {
        return b.add(new Max(), x, constant(c));
    }

    public Value exp(Value x) {
        return b.add(new Exp(), x);
    }

    public Value unary(Unary.Kind kind, Value x) {
        return b.add(Unary.of(kind), x);
    }

    public Value sigmoid(Value x) {
        return unary(Unary.Kind.SIGMOID, x);
    }

    /// `x > y`, element by element.
    public Value greater(Value x, Value y) {
        return b.add(new Compare(Compare.Kind.GREATER), x, y);
    }

    public Value greater(Value x, float c) {
        return greater(x, constant(c));
    }

    public Value less(Value x, float c) {
        return b.add(new Compare(Compare.Kind.LESS), x, constant(c));
    }

    public Value equal(Value x, Value y) {
        return b.add(new Compare(Compare.Kind.EQUAL), x, y);
    }

    public Value and(Value x, Value y) {
        return b.add(new Logic(Logic.Kind.AND), x, y);
    }

    /// `mask ? x : y`, element by element.
    public Value where(Value mask, Value x, Value y) {
        return b.add(new Where(), mask, x, y);
    }

    /// `mask ? x : c`.
    public Value where(Value mask, Value x, float c) {
        return where(mask, x, constant(c));
    }

    /// `mask ? c : y`.
    public Value where(Value mask, float c, Value y) {
        return where(mask, constant(c), y);
    }

    /// The sum over some axes, which stay as axes of size 1.
    public Value sum(Value x, List<Integer> axes) {
        return b.add(new ReduceSum(axes, true), x);
    }

    /// `(Σ |x|^p)^(1/p)` of each window; its gradient is 0 where the whole window is. Padding adds nothing.
    ///
    /// **Shapes**: (N, C, H, W) → (N, C, H', W'), (N, C, L) → (N, C, L').
    public Value norms(Value x, Window window, float p) {
        Value powers = b.add(new Pow(), unary(Unary.Kind.ABS, x), constant(p));
        Value means = b.add(new AvgPool2d(reached(window, x.shape()), true), powers);
        Value sums = mul(means, window.kh() * window.kw());
        Value roots = b.add(new Pow(), max(sums, Float.MIN_NORMAL), constant(1 / p));
        return where(greater(sums, 0), roots, 0);
    }

    /// With so much padding that the last window of ceil mode does not reach beyond it: all its taps count.
    private static Window reached(Window w, Shape image) {
        int height = Images.height(image);
        int width = Images.width(image);
        int below = (w.outH(height) - 1) * w.sh() + w.extentH() - height - w.top();
        int behind = (w.outW(width) - 1) * w.sw() + w.extentW() - width - w.left();
        return w.padding(w.top(), w.left(), Math.max(w.bottom(), below), Math.max(w.right(), behind));
    }

    /// `x / max(√Σx², eps)` along an axis: vectors of length 1.
    public Value normalize(Value x, int axis, float eps) {
        return div(x, max(b.add(new Reduce(Reduce.Kind.L2, List.of(axis), true), x), eps));
    }
}
