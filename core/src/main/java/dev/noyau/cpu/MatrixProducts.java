package dev.noyau.cpu;

import dev.noyau.compile.Partition;
import dev.noyau.compile.Product;
import dev.noyau.cpu.kernels.Registers;
import java.util.Arrays;

/// Batches of matrix products: each row of a result is a sum of rows of the right matrix, in their order.
final class MatrixProducts {
    private MatrixProducts() {}

    static Runner of(Frame f, Product s) {
        int[] left = s.left().stream().mapToInt(Integer::intValue).toArray();
        int[] right = s.right().stream().mapToInt(Integer::intValue).toArray();
        int k4 = s.terms();
        float[][][] rows = new float[f.workers()][k4][s.n()];
        float[][] factors = new float[f.workers()][k4];
        float[][] sums = new float[f.workers()][s.n()];
        return (part, worker) -> {
            int all = left.length * s.m();
            int to = Partition.from(all, part + 1, s.partition().parts());
            float[] sum = sums[worker];
            float[] factor = factors[worker];
            float[][] b = rows[worker];
            int loaded = -1;
            for (int r = Partition.from(all, part, s.partition().parts()); r < to; r++) {
                int batch = r / s.m();
                if (right[batch] != loaded) {
                    loaded = right[batch];
                    load(f, s, worker, loaded, b);
                }
                factors(f, s, worker, left[batch], r % s.m(), factor);
                Arrays.fill(sum, 0);
                for (int k = 0; k < k4; k += 4) {
                    Registers.addFour(factor, k, b[k], b[k + 1], b[k + 2], b[k + 3], sum, s.n());
                }
                System.arraycopy(sum, 0, f.array(s.y()), f.base(s.y(), worker, 0) + r * s.n(), s.n());
            }
        };
    }

    /// The right matrix, an array for each row.
    private static void load(Frame f, Product s, int worker, int which, float[][] b) {
        float[] from = f.array(s.b());
        int at = f.base(s.b(), worker, 0) + which * s.k() * s.n();
        for (int k = 0; k < s.k(); k++) {
            if (!s.transposeB()) {
                System.arraycopy(from, at + k * s.n(), b[k], 0, s.n());
                continue;
            }
            for (int j = 0; j < s.n(); j++) {
                b[k][j] = from[at + j * s.k() + k];
            }
        }
    }

    private static void factors(Frame f, Product s, int worker, int which, int row, float[] factor) {
        float[] from = f.array(s.a());
        int at = f.base(s.a(), worker, 0) + which * s.m() * s.k();
        for (int k = 0; k < s.k(); k++) {
            factor[k] = from[s.transposeA() ? at + k * s.m() + row : at + row * s.k() + k];
        }
    }
}
