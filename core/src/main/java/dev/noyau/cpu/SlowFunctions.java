package dev.noyau.cpu;

import dev.noyau.compile.Program.Code;
import dev.noyau.compile.Program.Instruction;
import dev.noyau.graph.op.Unary;
import dev.noyau.reference.Functions;

/// Functions that networks rarely use: one element after the other, in double, as the reference computes them.
final class SlowFunctions {
    private SlowFunctions() {}

    static void compute(Instruction i, float[] a, float[] b, float[] y, int n) {
        if (i.code() == Code.POW) {
            for (int k = 0; k < n; k++) {
                y[k] = (float) Functions.pow(a[k], b[k]);
            }
        } else if (i.code() == Code.REMAINDER) {
            for (int k = 0; k < n; k++) {
                y[k] = a[k] % b[k];
            }
        } else {
            unary(i, a, y, n);
        }
    }

    private static void unary(Instruction i, float[] a, float[] y, int n) {
        Unary f = i.function();
        if (f == null) {
            throw new IllegalStateException("no function: " + i);
        }
        for (int k = 0; k < n; k++) {
            y[k] = (float) Functions.apply(f, a[k]);
        }
    }
}
