package dev.noyau.graph.op;

import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import java.util.stream.IntStream;

/// Shapes of which some axes are reduced.
final class Axes {
    private Axes() {}

    /// With size 1 along the axes.
    static Shape kept(Shape x, List<Integer> axes) {
        Shape s = x;
        for (int a : axes) {
            s = s.with(a, 1);
        }
        return s;
    }

    /// With size 1 along the axes, or without them.
    static Shape reduced(Shape x, List<Integer> axes, boolean keepDims) {
        List<Integer> gone = axes.stream().map(x::axis).toList();
        if (gone.stream().distinct().count() != gone.size()) {
            throw new ShapeException("axes " + axes + " of " + x + " name one axis twice");
        }
        return keepDims
                ? kept(x, axes)
                : Shape.of(IntStream.range(0, x.rank())
                        .filter(a -> !gone.contains(a))
                        .map(x::dim)
                        .toArray());
    }
}
