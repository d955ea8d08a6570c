package dev.noyau.cpu.kernels;

/// The compute kernels, chosen once for the process by [KernelSelector]. Stateless, so any number of threads may share
/// one instance; each thread needs its own [Tile] or [Pool], whose offsets it sets before a call.
///
/// All implementations give the same bits for the same arguments.
public interface Kernels {
    /// Channels of a block, on every machine: one vector of 512 bits, two of 256, four of 128.
    int LANES = 16;

    /// Multiply-adds of one turn of [#peak].
    int PEAK_TURN = 12 * LANES;

    /// What computes, for people: `scalar`, `vector 512`.
    String name();

    /// The numbers of channel blocks that one call of [#multiply] or [#gradient] can compute at once, descending,
    /// ending in 1. Weights are packed for the number that they will be used with.
    int[] blocks();

    /// The same for any family: [#channels] computes one block at a time.
    default int[] blocks(Family family) {
        return family == Family.CHANNELS ? new int[] {1} : blocks();
    }

    /// How a call cuts its range of pixels into tiles. Long ranges are fast whatever their length; a short one
    /// should be one of [TileSplit#widths()], or a multiple.
    ///
    /// @param blocks one of [#blocks]
    TileSplit split(Family family, int blocks);

    /// Computes the pixels `p0 <= p < p1` of a convolution or matrix product with packed weights:
    ///
    /// `y[p][j][l] = start + Σt w[wOff + (t·blocks + j)·16 + l] · in[inOff + xo[p] + tab[t]]`, `t0 <= t < t1` in
    /// this order, for `0 <= j < blocks` and `0 <= l < 16`, then the post-operations of [Tile#flags], stored at
    /// `out[outOff + oo[p] + j·outBlk + l]`.
    void multiply(Tile tile, int blocks, int p0, int p1);

    /// Computes the pixels `p0 <= p < p1` of a gradient of weights. The "pixels" are neighbours in memory (the
    /// columns and channels of the taps), and the "weights" are an image, found by a table:
    ///
    /// `y[p][j][l] = start + Σt w[wOff + wtab[t] + j·wBlk + l] · in[inOff + p + tab[t]]`, `t0 <= t < t1` in this
    /// order, stored like [#multiply]'s. [Tile#xo] and [Tile#run] are not read.
    void gradient(Tile tile, int blocks, int p0, int p1);

    /// Computes the pixels `p0 <= p < p1` of a sum that each channel has for itself, which are a depthwise convolution
    /// and its gradients:
    ///
    /// `y[p][l] = start + Σt w[wOff + wtab[t] + l] · in[inOff + xo[p] + tab[t] + l]`, `t0 <= t < t1` in this order,
    /// for one block, then like [#multiply].
    void channels(Tile tile, int p0, int p1);

    /// Largest of the taps, 16 channels at a time, for the windows `p0 <= p < p1`:
    /// `y[yOff + yo[p] + l] = max over k0 <= k < k1 of x[xOff + xo[p] + tab[k] + l]`. The first one among
    /// equals wins, and NaN over all, as in PyTorch.
    void maxPool(Pool pool, int p0, int p1);

    /// Adds each window's gradient to its largest tap, the first one among equals (the last NaN, where there is
    /// one):
    /// `dx[dxOff + dxo[p] + dtab[k*] + l] += y[yOff + yo[p] + l]`, where `k*` is found again from `x`.
    void maxPoolBackward(Pool pool, int p0, int p1);

    /// Sum of the taps, divided: `y[yOff + yo[p] + l] = (Σk x[xOff + xo[p] + tab[k] + l]) / divisor`, in the order
    /// of k. With one window over all pixels this is also the global average and the gradient of a bias.
    void averagePool(Pool pool, int p0, int p1);

    /// Adds each window's gradient to all of its taps:
    /// `dx[dxOff + dxo[p] + dtab[k] + l] += y[yOff + yo[p] + l] / divisor`.
    void averagePoolBackward(Pool pool, int p0, int p1);

    /// Maps the patches `p0 <= p < p1` for Winograd's convolution, 16 channels at a time:
    /// `to[toOff + oo[p] + i·toRow + j·toCol + l] = (M x Mᵀ)[i][j]` for
    /// `x[i][j] = from[fromOff + fo[p] + i·fromRow + j·fromCol + l]`, first along i, then along j.
    void transform(Transform kind, Patches patches, int p0, int p1);

    /// Does `turns · PEAK_TURN` multiply-adds on registers alone, to measure what the machine could do at most, which
    /// benchmarks compare with. Returns a number that needs them all.
    float peak(int turns);
}
