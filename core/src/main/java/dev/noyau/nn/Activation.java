package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Unary;
import dev.noyau.graph.op.Unary.Kind;

/// An activation: a function of each value alone, without parameters. ReLU is [Relu], with trained slopes [PRelu]. The
/// formulas and their papers stand at [Kind].
///
/// **Shapes**: any → the same.
public record Activation(Unary function) implements Layer {

    /// `x > 0 ? x : slope · x`. ONNX: LeakyRelu.
    public static Activation leakyRelu(double slope) {
        return new Activation(new Unary(Kind.LEAKY_RELU, (float) slope, 0));
    }

    /// `min(max(x, 0), 6)`. ONNX: Clip.
    public static Activation relu6() {
        return clip(0, 6);
    }

    /// `min(max(x, min), max)`. ONNX: Clip.
    public static Activation clip(double min, double max) {
        return new Activation(Unary.clip((float) min, (float) max));
    }

    /// `min(max(x, -1), 1)`. ONNX: Clip.
    public static Activation hardTanh() {
        return clip(-1, 1);
    }

    /// `x > 0 ? x : alpha · (eˣ - 1)`; usually with alpha 1. ONNX: Elu.
    public static Activation elu(double alpha) {
        return new Activation(new Unary(Kind.ELU, (float) alpha, 0));
    }

    /// ELU with the constants that keep mean and variance. ONNX: Selu.
    public static Activation selu() {
        return of(Kind.SELU);
    }

    /// `x > 0 ? x : alpha · (e^(x/alpha) - 1)`. ONNX: Celu.
    public static Activation celu(double alpha) {
        return new Activation(new Unary(Kind.CELU, (float) alpha, 0));
    }

    /// `x · Φ(x)` with the normal distribution's Φ. ONNX: Gelu.
    public static Activation gelu() {
        return of(Kind.GELU);
    }

    /// GELU by a hyperbolic tangent that comes close to it. ONNX: Gelu with `approximate = tanh`.
    public static Activation geluTanh() {
        return of(Kind.GELU_TANH);
    }

    /// `x · σ(x)`, also called Swish. ONNX: Swish, or Sigmoid and Mul.
    public static Activation silu() {
        return of(Kind.SWISH);
    }

    /// `x · tanh(log(1 + eˣ))`. ONNX: Mish.
    public static Activation mish() {
        return of(Kind.MISH);
    }

    /// `σ(x) = 1 / (1 + e⁻ˣ)`. ONNX: Sigmoid.
    public static Activation sigmoid() {
        return of(Kind.SIGMOID);
    }

    /// `log σ(x)`. ONNX: Sigmoid and Log, or Softplus and Neg.
    public static Activation logSigmoid() {
        return of(Kind.LOG_SIGMOID);
    }

    /// `tanh x`. ONNX: Tanh.
    public static Activation tanh() {
        return of(Kind.TANH);
    }

    /// `min(max(x/6 + ½, 0), 1)`. ONNX: HardSigmoid.
    public static Activation hardSigmoid() {
        return new Activation(new Unary(Kind.HARD_SIGMOID, 1f / 6, 0.5f));
    }

    /// `x · min(max(x/6 + ½, 0), 1)`. ONNX: HardSwish.
    public static Activation hardSwish() {
        return of(Kind.HARD_SWISH);
    }

    /// `log(1 + eˣ)`. ONNX: Softplus.
    public static Activation softplus() {
        return of(Kind.SOFTPLUS);
    }

    /// `x / (1 + |x|)`. ONNX: Softsign.
    public static Activation softsign() {
        return of(Kind.SOFTSIGN);
    }

    private static Activation of(Kind kind) {
        return new Activation(Unary.of(kind));
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return scope.op(function, x);
    }
}
