package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Window;

/// The p-norm of each window of a signal, of which padding adds nothing: `y = (Σ |x|^p)^(1/p)`, see [LpPool2d].
///
/// **Shapes**: (N, C, L) → (N, C, L'). ONNX: LpPool; PyTorch: `LPPool1d`, for values that are not negative.
///
/// @param window of one row
/// @param p at least 1
public record LpPool1d(Window window, float p) implements Layer {
    /// @throws dev.noyau.tensor.ShapeException when the padding is as large as the window
    public LpPool1d {
        new LpPool2d(window, p);
    }

    /// Moved by its own size.
    public static LpPool1d of(double p, int kernel) {
        return new LpPool1d(Window.of(1, kernel).stride(1, kernel), (float) p);
    }

    public LpPool1d stride(int s) {
        return new LpPool1d(window.stride(1, s), p);
    }

    public LpPool1d padding(int before, int behind) {
        return new LpPool1d(window.padding(0, before, 0, behind), p);
    }

    /// Rounds the number of windows up.
    public LpPool1d ceilMode() {
        return new LpPool1d(window.ceilMode(), p);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return new Arithmetic(scope.builder()).norms(Convolving.ofRank(Images.SIGNAL, "LpPool1d", scope, x), window, p);
    }
}
