package dev.noyau.cpu;

/// Offsets of pixels on two grids that move together: where each pixel's sum reads and where it is stored. The table
/// covers a few images or a few rows; larger ranges are walked in chunks with another base.
final class PixelTable {
    /// A grid of pixels in a buffer.
    ///
    /// @param origin offset of the first pixel in an image
    /// @param row from one row to the next
    /// @param column from one column to the next
    /// @param image from one image to the next
    record Grid(int origin, int row, int column, int image) {}

    final int rows;
    final int cols;
    final int[] in;
    final int[] out;
    private final Grid inGrid;
    private final Grid outGrid;
    private final int tableImages;
    private final int tableRows;

    /// @param pixels about how many pixels a chunk should have
    PixelTable(int rows, int cols, Grid inGrid, Grid outGrid, int images, int pixels) {
        this.rows = rows;
        this.cols = cols;
        this.inGrid = inGrid;
        this.outGrid = outGrid;
        int perImage = rows * cols;
        this.tableImages = perImage == 0 ? 1 : Math.clamp(pixels / perImage, 1, Math.max(1, images));
        this.tableRows = tableImages > 1 || perImage <= pixels ? rows : Math.clamp(pixels / cols, 1, rows);
        int n = tableImages * tableRows * cols;
        in = new int[n];
        out = new int[n];
        int at = 0;
        for (int i = 0; i < tableImages; i++) {
            for (int y = 0; y < tableRows; y++) {
                for (int x = 0; x < cols; x++) {
                    in[at] = i * inGrid.image + y * inGrid.row + x * inGrid.column;
                    out[at++] = i * outGrid.image + y * outGrid.row + x * outGrid.column;
                }
            }
        }
    }

    /// Called for each chunk.
    interface Chunk {
        /// @param image first image
        /// @param in offset to add to the table of the grid that is read, relative to that image
        /// @param out the same for the grid that is written
        /// @param count pixels of the table that belong to the chunk
        void pixels(int image, int in, int out, int count);
    }

    /// Walks over whole images.
    void images(int from, int to, Chunk c) {
        if (rows == 0 || cols == 0) {
            return;
        }
        if (tableRows == rows) {
            for (int n = from; n < to; n += tableImages) {
                c.pixels(n, inGrid.origin, outGrid.origin, Math.min(tableImages, to - n) * rows * cols);
            }
        } else {
            rows(from * rows, to * rows, c);
        }
    }

    /// Walks over rows of all images, counted through.
    void rows(int from, int to, Chunk c) {
        for (int r = from; r < to; ) {
            int n = r / rows;
            int y = r - n * rows;
            int count = Math.min(Math.min(tableRows, rows - y), to - r);
            c.pixels(n, inGrid.origin + y * inGrid.row, outGrid.origin + y * outGrid.row, count * cols);
            r += count;
        }
    }
}
