package dev.noyau.graph.op;

/// Where the windows of pooling lie along the two axes of an image. Window (i, j) has `rows` × `columns` taps, the
/// first at row `firstRow` and column `firstColumn`, which are negative in the padding.
public sealed interface PoolWindows permits AdaptiveWindows, Window {
    /// Windows along the height.
    int outH(int h);

    /// Windows along the width.
    int outW(int w);

    int firstRow(int i, int h);

    int rows(int i, int h);

    int firstColumn(int j, int w);

    int columns(int j, int w);

    /// Distance of neighbouring taps.
    int dh();

    int dw();

    /// Rows of taps that lie in the image or in padding that was asked for, not in what ceil mode adds.
    int countedRows(int i, int h);

    int countedColumns(int j, int w);

    /// The first tap of a window that is not before the image.
    ///
    /// @param first place of its first tap
    static int from(int first, int step) {
        return first >= 0 ? 0 : (step - 1 - first) / step;
    }

    /// One past the last tap that is not behind the image; not more than [#from] where the window misses the image.
    static int to(int first, int taps, int step, int size) {
        return Math.min(taps, Math.floorDiv(size - 1 - first, step) + 1);
    }
}
