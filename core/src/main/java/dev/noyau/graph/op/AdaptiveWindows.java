package dev.noyau.graph.op;

import dev.noyau.tensor.ShapeException;

/// Windows that divide an image of any size into `oh` × `ow` parts, which overlap where the size cannot be divided:
/// window i covers the rows from ⌊i·H / oh⌋ to ⌈(i + 1)·H / oh⌉, the last one excluded. PyTorch: `adaptive_avg_pool2d`.
public record AdaptiveWindows(int oh, int ow) implements PoolWindows {
    public AdaptiveWindows {
        if (oh < 1 || ow < 1) {
            throw new ShapeException("the output of adaptive pooling must be at least 1×1, found " + oh + "×" + ow);
        }
    }

    @Override
    public int outH(int h) {
        return oh;
    }

    @Override
    public int outW(int w) {
        return ow;
    }

    @Override
    public int firstRow(int i, int h) {
        return first(i, h, oh);
    }

    @Override
    public int rows(int i, int h) {
        return end(i, h, oh) - first(i, h, oh);
    }

    @Override
    public int firstColumn(int j, int w) {
        return first(j, w, ow);
    }

    @Override
    public int columns(int j, int w) {
        return end(j, w, ow) - first(j, w, ow);
    }

    private static int first(int i, int size, int out) {
        return (int) ((long) i * size / out);
    }

    private static int end(int i, int size, int out) {
        return (int) Math.ceilDiv((i + 1L) * size, (long) out);
    }

    @Override
    public int dh() {
        return 1;
    }

    @Override
    public int dw() {
        return 1;
    }

    @Override
    public int countedRows(int i, int h) {
        return rows(i, h);
    }

    @Override
    public int countedColumns(int j, int w) {
        return columns(j, w);
    }
}
