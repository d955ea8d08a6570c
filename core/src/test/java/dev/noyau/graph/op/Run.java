package dev.noyau.graph.op;

import dev.noyau.graph.Type;
import dev.noyau.reference.NdArray;
import dev.noyau.reference.ReferenceKernels;
import dev.noyau.tensor.Shape;
import dev.noyau.testing.Gen;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Ops as functions of arrays, in double.
final class Run {
    private Run() {}

    static NdArray run(Op op, NdArray... in) {
        List<Type> types = Arrays.stream(in).map(NdArray::type).toList();
        NdArray out = NdArray.of(op.infer(types).getFirst());
        ReferenceKernels.run(op, in, new NdArray[] {out});
        return out;
    }

    static NdArray random(Gen g, Shape s) {
        NdArray a = NdArray.of(Type.f32(s));
        a.load(g.doubles(a.size()));
        return a;
    }

    static NdArray random(Gen g, Type t) {
        return random(g, t.shape());
    }

    /// `a·x + b·y`.
    static NdArray combine(double a, NdArray x, double b, NdArray y) {
        NdArray sum = NdArray.of(x.type());
        for (int i = 0; i < sum.size(); i++) {
            sum.doubles()[i] = a * x.doubles()[i] + b * y.doubles()[i];
        }
        return sum;
    }

    /// `⟨x, y⟩`.
    static double dot(NdArray x, NdArray y) {
        double sum = 0;
        for (int i = 0; i < x.size(); i++) {
            sum += x.doubles()[i] * y.doubles()[i];
        }
        return sum;
    }

    /// An image of another size that shows this one: its pixel (0, 0) at (top, left), `fill` around it.
    static NdArray onCanvas(NdArray x, int height, int width, int top, int left, double fill) {
        Shape s = x.shape();
        NdArray y = NdArray.of(Type.f32(Shape.of(s.dim(0), s.dim(1), height, width)));
        for (int i = 0; i < y.size(); i++) {
            int row = i / width % height - top;
            int column = i % width - left;
            boolean inside = row >= 0 && row < s.dim(2) && column >= 0 && column < s.dim(3);
            int from = (i / width / height * s.dim(2) + row) * s.dim(3) + column;
            y.doubles()[i] = inside ? x.doubles()[from] : fill;
        }
        return y;
    }

    /// Every `sh`-th row and `sw`-th column.
    static NdArray subsampled(NdArray x, int sh, int sw) {
        Shape s = x.shape();
        Shape to = Shape.of(s.dim(0), s.dim(1), (s.dim(2) - 1) / sh + 1, (s.dim(3) - 1) / sw + 1);
        NdArray y = NdArray.of(Type.f32(to));
        for (int i = 0; i < y.size(); i++) {
            int column = i % to.dim(3) * sw;
            int row = i / to.dim(3) % to.dim(2) * sh;
            int plane = i / to.dim(3) / to.dim(2);
            y.doubles()[i] = x.doubles()[(plane * s.dim(2) + row) * s.dim(3) + column];
        }
        return y;
    }

    /// Some channels, or with axis 0 some images or filters.
    static NdArray part(NdArray x, int axis, IntPredicate keep) {
        Shape s = x.shape();
        int count = (int) IntStream.range(0, s.dim(axis)).filter(keep).count();
        NdArray y = NdArray.of(Type.f32(s.with(axis, count)));
        int inner = (int) s.size(axis + 1, s.rank());
        int at = 0;
        for (int i = 0; i < x.size(); i++) {
            if (keep.test(i / inner % s.dim(axis))) {
                y.doubles()[at++] = x.doubles()[i];
            }
        }
        return y;
    }
}
