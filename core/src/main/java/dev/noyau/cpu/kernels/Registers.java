package dev.noyau.cpu.kernels;

import dev.noyau.compile.Program;

/// Arithmetic on registers: arrays of some hundred floats that stay in the first cache. All loops run over the same
/// index
/// of all arrays, from 0 on, which is what the compiler needs to vectorise them; that is why operands are copied into
/// registers first. A mask is 1 where it holds and 0 where it does not.
public final class Registers {
    /// Floats of a register.
    public static final int SIZE = Program.STRETCH;

    private Registers() {}

    public static void add(float[] a, float[] b, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = a[k] + b[k];
        }
    }

    public static void sub(float[] a, float[] b, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = a[k] - b[k];
        }
    }

    public static void mul(float[] a, float[] b, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = a[k] * b[k];
        }
    }

    public static void div(float[] a, float[] b, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = a[k] / b[k];
        }
    }

    public static void min(float[] a, float[] b, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = Math.min(a[k], b[k]);
        }
    }

    public static void max(float[] a, float[] b, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = Math.max(a[k], b[k]);
        }
    }

    public static void relu(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = Math.max(a[k], 0f);
        }
    }

    public static void abs(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = Math.abs(a[k]);
        }
    }

    public static void neg(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = -a[k];
        }
    }

    public static void sign(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = Math.signum(a[k]);
        }
    }

    public static void sqrt(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = (float) Math.sqrt(a[k]);
        }
    }

    public static void floor(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = (float) Math.floor(a[k]);
        }
    }

    public static void ceil(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = (float) Math.ceil(a[k]);
        }
    }

    /// Halves to the even number.
    public static void round(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = (float) Math.rint(a[k]);
        }
    }

    /// `a > b`. Without a branch: the sign of the difference as an integer, in which NaN is 0.
    public static void greater(float[] a, float[] b, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = (float) Math.max((int) Math.signum(a[k] - b[k]), 0);
        }
    }

    /// `a = b`.
    public static void equal(float[] a, float[] b, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = a[k] == b[k] ? 1f : 0f;
        }
    }

    /// `a ≥ b`.
    public static void greaterOrEqual(float[] a, float[] b, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = a[k] >= b[k] ? 1f : 0f;
        }
    }

    public static void not(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = 1 - a[k];
        }
    }

    /// `mask ? a : b`.
    public static void select(float[] mask, float[] a, float[] b, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = mask[k] != 0 ? a[k] : b[k];
        }
    }

    /// `y > 0 ? dy : 0` for finite gradients. Without a branch, which would be mispredicted every other time.
    public static void reluBackward(float[] dy, float[] y, float[] dx, int n) {
        for (int k = 0; k < n; k++) {
            dx[k] = dy[k] * (float) Math.max((int) Math.signum(y[k]), 0);
        }
    }

    /// `a · b + c`, rounded once.
    public static void fma(float[] a, float[] b, float[] c, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            y[k] = Math.fma(a[k], b[k], c[k]);
        }
    }

    /// Adds four rows, each with its factor, one after the other.
    public static void addFour(float[] factor, int at, float[] a, float[] b, float[] c, float[] d, float[] y, int n) {
        float fa = factor[at];
        float fb = factor[at + 1];
        float fc = factor[at + 2];
        float fd = factor[at + 3];
        for (int k = 0; k < n; k++) {
            y[k] = Math.fma(fd, d[k], Math.fma(fc, c[k], Math.fma(fb, b[k], Math.fma(fa, a[k], y[k]))));
        }
    }

    /// The first 16 floats again and again.
    public static void repeat(float[] y, int from, int n) {
        for (int done = Kernels.LANES; done < n; done *= 2) {
            System.arraycopy(y, from, y, from + done, Math.min(done, n - done));
        }
    }
}
