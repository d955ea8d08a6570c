package dev.noyau.cpu;

import dev.noyau.cpu.kernels.Kernels;
import dev.noyau.cpu.kernels.Pool;

/// Adds rows of partial sums in their order, 16 numbers at a time: the sum over the taps of a window, where a tap is a
/// row.
final class Sums {
    private final int[] rows;
    private final int[] blocks;

    /// @param count rows
    /// @param stride from one row to the next, a multiple of 16
    /// @param most numbers that are added in one call at the most
    Sums(int count, int stride, int most) {
        rows = Dense.multiples(count, stride);
        blocks = Dense.multiples((most + Kernels.LANES - 1) / Kernels.LANES, Kernels.LANES);
    }

    /// Sums `size` numbers from `at` on in each row, into the first.
    void add(Kernels kernels, Pool p, float[] a, int at, int size) {
        if (rows.length == 1) {
            return;
        }
        p.x = a;
        p.xOff = at;
        p.xo = blocks;
        p.tab = rows;
        p.k0 = 0;
        p.k1 = rows.length;
        p.y = a;
        p.yOff = at;
        p.yo = blocks;
        p.divisor = 1;
        kernels.averagePool(p, 0, (size + Kernels.LANES - 1) / Kernels.LANES);
    }
}
