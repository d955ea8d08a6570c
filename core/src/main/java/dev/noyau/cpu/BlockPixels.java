package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ImageLayout;
import dev.noyau.cpu.kernels.Registers;

/// Goes over the pixels of one channel block in rows of several images, a register full at a time, the halo left out.
/// The rows of all images are counted through.
final class BlockPixels {
    private static final int LANES = ImageLayout.LANES;

    private final Frame frame;
    private final Buffer[] buffers;
    private final int h;
    private final int w;
    private final boolean dense;
    private int worker;
    private int block;
    private int row;
    private int last;
    private int column;

    /// @param buffers of one geometry, read at the same pixels
    BlockPixels(Frame frame, Buffer... buffers) {
        this.frame = frame;
        this.buffers = buffers;
        ImageLayout l = buffers[0].layout();
        h = l.h();
        w = l.w();
        boolean all = true;
        for (Buffer b : buffers) {
            all &= b.layout().rowStride() == w * LANES;
        }
        dense = all;
    }

    /// Begins with the rows `[from, to)`.
    void start(int of, int inBlock, int from, int to) {
        worker = of;
        block = inBlock;
        row = from;
        last = to;
        column = 0;
    }

    /// Fills a register for each buffer and says with how many floats; 0 at the end.
    int next(float[][] registers) {
        int done = 0;
        while (done < Registers.SIZE && row < last) {
            int image = row / h;
            int y = row - image * h;
            int rows = dense ? Math.min(h - y, last - row) : 1;
            int run = Math.min((rows * w - column) * LANES, Registers.SIZE - done);
            for (int i = 0; i < buffers.length; i++) {
                ImageLayout l = buffers[i].layout();
                int at = frame.base(buffers[i], worker, image) + block * l.blockStride() + l.offset(0, y, column);
                System.arraycopy(frame.array(buffers[i]), at, registers[i], done, run);
            }
            done += run;
            column += run / LANES;
            row += column / w;
            column %= w;
        }
        return done;
    }
}
