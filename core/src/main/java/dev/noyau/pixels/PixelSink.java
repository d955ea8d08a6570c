package dev.noyau.pixels;

import java.io.IOException;

/// Takes answers row by row from the top.
@FunctionalInterface
public interface PixelSink {
    /// Takes a row.
    ///
    /// @param probabilities holds (C, W): class c of column x at `at + c · step + x`
    void row(float[] probabilities, int at, int step) throws IOException;
}
