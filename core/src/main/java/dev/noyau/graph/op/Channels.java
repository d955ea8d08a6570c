package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What the ops that treat each channel (axis 1) on its own share.
final class Channels {
    private Channels() {}

    /// Fails unless the input has channels, and all vectors one number for each.
    static void check(List<Type> in, int x, int... vectors) {
        Shape s = in.get(x).shape();
        if (s.rank() < 2) {
            throw new ShapeException("expects channels on axis 1: (N, C, ...), found input " + s);
        }
        for (int v : vectors) {
            Shape found = in.get(v).shape();
            if (found.rank() != 1 || found.dim(0) != s.dim(1)) {
                throw new ShapeException("input " + s + " has " + s.dim(1) + " channels, the vector " + found
                        + " must have one number for each");
            }
        }
    }

    /// The type of one number for each channel of x.
    static Type vector(Type x) {
        return Type.f32(Shape.of(x.shape().dim(1)));
    }

    /// How many values each channel has.
    static long perChannel(Shape x) {
        return x.size() / Math.max(1, x.dim(1));
    }

    /// A vector under the shape (C, 1, ...), so that it broadcasts over x.
    static Value along(GraphBuilder b, Value vector, Shape x) {
        int[] d = new int[x.rank() - 1];
        Arrays.fill(d, 1);
        d[0] = x.dim(1);
        return b.add(new Reshape(Shape.of(d)), vector);
    }

    /// The sum over all axes but the channels.
    static Value sum(GraphBuilder b, Value x) {
        return b.add(new ReduceSum(others(x.shape()), false), x);
    }

    private static List<Integer> others(Shape x) {
        return IntStream.range(0, x.rank()).filter(a -> a != 1).boxed().toList();
    }

    static Value times(GraphBuilder b, Value x, double factor) {
        return b.add(new Mul(), x, b.constant((float) factor));
    }

    static Value product(GraphBuilder b, Value first, Value... others) {
        Value p = first;
        for (Value v : others) {
            p = b.add(new Mul(), p, v);
        }
        return p;
    }
}
