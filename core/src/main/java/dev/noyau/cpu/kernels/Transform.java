package dev.noyau.cpu.kernels;

/// The linear maps of Winograd's minimal filtering F(4×4, 3×3): `Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A` gives 4×4 outputs of a
/// 3×3 filter g on a patch d of 6×6 with 36 multiplications instead of 144. Each map is applied to the rows and to the
/// columns of a patch. Source: Lavin & Gray, Fast Algorithms for Convolutional Neural Networks, 2015.
public enum Transform {
    /// `Bᵀ d B`: a patch of the input.
    INPUT(6, 6),
    /// `Aᵀ m A`: 4×4 outputs; with the post-operations of [Patches#flags].
    OUTPUT(6, 4),
    /// `A y Aᵀ`: a patch of the output's gradient.
    GRADIENT(4, 6),
    /// `G g Gᵀ`: a filter.
    WEIGHTS(3, 6),
    /// `Gᵀ u G`: the gradient of a filter.
    WEIGHT_GRADIENT(6, 3);

    /// Rows, and columns, of what is read.
    public final int from;

    /// Rows, and columns, of what is written.
    public final int to;

    Transform(int from, int to) {
        this.from = from;
        this.to = to;
    }
}
