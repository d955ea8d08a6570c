package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Unary;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;

/// Vectors of length 1: `y = x / max(√Σx², ε)`, for descriptors and embeddings.
///
/// **Shapes**: any → the same. ONNX: LpNormalization with p = 2.
///
/// @param axis along which the vectors lie, 1 for the channels of each pixel
/// @param eps the least length that is divided by
public record L2Normalize(int axis, float eps) implements Layer {
    /// Channels of images up to which sums over them are 1×1 convolutions with ones: these are fast, and have each
    /// sum in all channels, where what follows goes element by element.
    private static final int CHANNELS = 256;

    /// Along the channels, ε 1e-12.
    public L2Normalize() {
        this(1, 1e-12f);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        Arithmetic a = new Arithmetic(scope.builder());
        Shape s = x.shape();
        // The square of ε has to be a number that is not 0.
        if (s.rank() != 4 || s.axis(axis) != 1 || s.dim(1) > CHANNELS || eps * eps < Float.MIN_NORMAL) {
            return a.normalize(x, axis, eps);
        }
        float[] ones = new float[s.dim(1) * s.dim(1)];
        Arrays.fill(ones, 1);
        Value weights = scope.builder().constant(Tensor.wrap(Shape.of(s.dim(1), s.dim(1), 1, 1), ones));
        Value squares = a.b().add(new Conv2d(Window.of(1), 1), a.square(x), weights);
        return a.div(x, a.unary(Unary.Kind.SQRT, a.max(squares, eps * eps)));
    }
}
