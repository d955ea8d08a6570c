package dev.noyau.graph;

/// What a backend may do to be fast.
public enum Precision {
    /// Sums may be computed by another, shorter formula, where that is known to be accurate enough: Winograd's for
    /// 3×3 convolutions of many channels, whose results are off by some 10⁻⁵ of the largest.
    FAST,
    /// Every sum is computed term by term, as it is defined.
    STRICT
}
