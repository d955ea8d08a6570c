package dev.noyau.compile;

import java.util.List;

/// `y = A · B` for batches of plain m×k and k×n matrices.
///
/// @param left which matrix of a each batch takes
/// @param right which of b
public record Product(
        boolean transposeA,
        boolean transposeB,
        int m,
        int k,
        int n,
        List<Integer> left,
        List<Integer> right,
        Buffer a,
        Buffer b,
        Buffer y,
        Partition partition)
        implements Step {
    /// Terms of a sum, filled up to whole fours.
    public int terms() {
        return (k + 3) / 4 * 4;
    }

    /// A right matrix, a row of the left one and a row of the result.
    @Override
    public long scratch() {
        return (long) terms() * n + terms() + n;
    }

    @Override
    public List<Buffer> reads() {
        return List.of(a, b);
    }

    @Override
    public List<Buffer> writes() {
        return List.of(y);
    }
}
