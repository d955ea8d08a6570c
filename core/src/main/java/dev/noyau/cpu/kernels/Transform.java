package dev.noyau.cpu.kernels;

/// The linear maps of Winograd's minimal filtering: `Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A` gives the outputs of a filter g on a
/// patch d of 6×6 with 36 multiplications. F(4×4, 3×3) gives 4×4 outputs of a 3×3 filter, which take 144 one by one;
/// F(2×2, 5×5) gives 2×2 outputs of a 5×5 filter, which take 100. Both interpolate at the points 0, ±1, ±2 and ∞, so
/// they share Bᵀ. Each map is applied to the rows and to the columns of a patch. Source: Lavin & Gray, Fast Algorithms
/// for Convolutional Neural Networks, 2015.
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
    WEIGHT_GRADIENT(6, 3),
    /// [#OUTPUT] of F(2×2, 5×5): 2×2 outputs.
    OUTPUT_5(6, 2),
    /// [#GRADIENT] of F(2×2, 5×5).
    GRADIENT_5(2, 6),
    /// [#WEIGHTS] of F(2×2, 5×5).
    WEIGHTS_5(5, 6),
    /// [#WEIGHT_GRADIENT] of F(2×2, 5×5).
    WEIGHT_GRADIENT_5(6, 5);

    /// Rows, and columns, of what is read.
    public final int from;

    /// Rows, and columns, of what is written.
    public final int to;

    Transform(int from, int to) {
        this.from = from;
        this.to = to;
    }

    /// What makes outputs of a filter of 3×3 or 5×5.
    public static Transform output(int kernel) {
        return kernel == 5 ? OUTPUT_5 : OUTPUT;
    }

    /// What takes patches of the gradient of such outputs.
    public static Transform gradient(int kernel) {
        return kernel == 5 ? GRADIENT_5 : GRADIENT;
    }

    /// What takes such filters.
    public static Transform weights(int kernel) {
        return kernel == 5 ? WEIGHTS_5 : WEIGHTS;
    }

    /// What makes the gradient of such filters.
    public static Transform weightGradient(int kernel) {
        return kernel == 5 ? WEIGHT_GRADIENT_5 : WEIGHT_GRADIENT;
    }

    /// Whether it makes outputs, which have post-operations.
    public boolean makesOutput() {
        return this == OUTPUT || this == OUTPUT_5;
    }
}
