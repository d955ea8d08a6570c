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
    @Override
    public List<Buffer> reads() {
        return List.of(a, b);
    }

    @Override
    public List<Buffer> writes() {
        return List.of(y);
    }
}
