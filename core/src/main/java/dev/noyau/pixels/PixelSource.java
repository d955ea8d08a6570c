package dev.noyau.pixels;

import java.io.IOException;

/// An image that is read row by row from the top, so that it need not be in memory as a whole.
public interface PixelSource {
    int height();

    int width();

    /// Reads the next row.
    ///
    /// @param into receives (C, W) from position `at`: channel c begins at `at + c · step`; values as the network
    /// takes them
    void nextRow(float[] into, int at, int step) throws IOException;
}
