package dev.noyau.cpu;

import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Step;

/// Flat loops over buffers of equal layout, halos included: zeros give zeros. Plain loops, which the compiler
/// vectorises.
final class Elementwise {
    private static final int INFINITY = 0x7f800000;

    private Elementwise() {}

    static Runner of(Frame f, Step.Elementwise s) {
        ImageLayout l = s.out().layout();
        int size = l.blockStride();
        int second = s.in().size() - 1;
        return PerImage.over(f, s.out(), s.partition(), (n, b0, b1, worker) -> {
            float[] a = f.array(s.in().getFirst());
            float[] b = f.array(s.in().get(second));
            float[] out = f.array(s.out());
            int i = f.base(s.in().getFirst(), worker, n) + b0 * size;
            int j = f.base(s.in().get(second), worker, n) + b0 * size;
            int o = f.base(s.out(), worker, n) + b0 * size;
            int count = (b1 - b0) * size;
            switch (s.function()) {
                case RELU -> relu(a, i, out, o, count);
                case RELU_BACKWARD -> reluBackward(a, i, b, j, out, o, count);
                case ADD -> add(a, i, b, j, out, o, count);
                case SUB -> sub(a, i, b, j, out, o, count);
                case MUL -> mul(a, i, b, j, out, o, count);
                case SCALE -> scale(a, i, s.factor(), out, o, count);
            }
        });
    }

    private static void relu(float[] a, int i, float[] out, int o, int n) {
        for (int k = 0; k < n; k++) {
            out[o + k] = Math.max(a[i + k], 0f);
        }
    }

    /// Without a branch, which would be mispredicted every other time: the mask is all ones where `y > 0`.
    private static void reluBackward(float[] dy, int i, float[] y, int j, float[] out, int o, int n) {
        for (int k = 0; k < n; k++) {
            int bits = Float.floatToRawIntBits(y[j + k]);
            int positive = -(bits & ~(bits >> 31)) >> 31;
            int number = bits - (INFINITY + 1) >> 31;
            out[o + k] = Float.intBitsToFloat(Float.floatToRawIntBits(dy[i + k]) & positive & number);
        }
    }

    private static void add(float[] a, int i, float[] b, int j, float[] out, int o, int n) {
        for (int k = 0; k < n; k++) {
            out[o + k] = a[i + k] + b[j + k];
        }
    }

    private static void sub(float[] a, int i, float[] b, int j, float[] out, int o, int n) {
        for (int k = 0; k < n; k++) {
            out[o + k] = a[i + k] - b[j + k];
        }
    }

    private static void mul(float[] a, int i, float[] b, int j, float[] out, int o, int n) {
        for (int k = 0; k < n; k++) {
            out[o + k] = a[i + k] * b[j + k];
        }
    }

    private static void scale(float[] a, int i, float factor, float[] out, int o, int n) {
        for (int k = 0; k < n; k++) {
            out[o + k] = a[i + k] * factor;
        }
    }
}
