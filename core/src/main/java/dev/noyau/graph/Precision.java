package dev.noyau.graph;

/// What a backend may do to be fast.
public enum Precision {
    /// Sums may be computed by another, shorter formula, where that is known to be accurate enough:
    /// Winograd's for 3×3 and 5×5 convolutions of stride 1 with 32 channels or more on both sides. Where
    /// the plain sums of float32 are off by some 5·10⁻⁷ of the root mean square of the results, these are
    /// off by 1 to 3·10⁻⁶. Which layers it is used for depends on their shapes alone, not on the number of
    /// images.
    FAST,
    /// Every sum is computed term by term, as it is defined.
    STRICT
}
