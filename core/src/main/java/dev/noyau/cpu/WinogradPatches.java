package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.WinogradPart;
import dev.noyau.compile.WinogradTiles;
import dev.noyau.cpu.kernels.Patches;
import dev.noyau.cpu.kernels.Tile;
import dev.noyau.cpu.kernels.Transform;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Moves the patches of an image's tiles to the planes of their points and back. A patch that reaches over the end of
/// the image and its halo goes through a square of its own.
final class WinogradPatches {
    private static final int LANES = ImageLayout.LANES;
    private static final int SIDE = WinogradTiles.SIDE;

    private final Frame frame;
    private final Transform kind;
    private final Buffer image;
    private final @Nullable Buffer aux;
    private final ImageLayout layout;
    private final int top;
    private final int left;
    private final int rows;
    private final int columns;
    private final int size;
    private final int step;
    private final int chunk;
    private final int[] slots;
    private final Walk[] walks;

    /// What one worker needs.
    private static final class Walk {
        final Patches inside = new Patches();
        final Patches edge = new Patches();
        final float[] square = new float[SIDE * SIDE * LANES];
        final float[] second = new float[SIDE * SIDE * LANES];
        final int[] at;
        final int[] y;
        final int[] x;

        Walk(int chunk) {
            at = new int[chunk];
            y = new int[chunk];
            x = new int[chunk];
        }
    }

    /// The patches that results are computed from.
    static WinogradPatches input(Frame f, WinogradTiles t, int chunk, Buffer image) {
        return new WinogradPatches(f, t, Transform.INPUT, image, null, 0, t.top(), t.left(), chunk);
    }

    /// The tiles of the output's gradient.
    static WinogradPatches gradient(Frame f, WinogradTiles t, int chunk, Buffer dy) {
        return new WinogradPatches(f, t, Transform.gradient(t.kernel()), dy, null, 0, 0, 0, chunk);
    }

    /// The tiles of a result.
    static WinogradPatches output(Frame f, WinogradTiles t, int chunk, WinogradPart.Post post, Buffer y) {
        int flags = (post.add() == null ? 0 : Tile.ADD)
                | (post.relu() ? Tile.RELU : 0)
                | (post.mask() == null ? 0 : Tile.MASK);
        Buffer aux = post.add() == null ? post.mask() : post.add();
        return new WinogradPatches(f, t, Transform.output(t.kernel()), y, aux, flags, 0, 0, chunk);
    }

    /// @param chunk tiles from one block of the planes to the next
    /// @param aux what is added to the image that is written, or masks it
    private WinogradPatches(
            Frame frame,
            WinogradTiles t,
            Transform kind,
            Buffer image,
            @Nullable Buffer aux,
            int flags,
            int top,
            int left,
            int chunk) {
        this.frame = frame;
        this.kind = kind;
        this.image = image;
        this.aux = aux;
        this.layout = image.layout();
        this.top = top;
        this.left = left;
        this.rows = t.rows();
        this.columns = t.columns();
        this.size = kind.makesOutput() ? kind.to : kind.from;
        this.step = t.size();
        this.chunk = chunk;
        this.slots = Dense.multiples(chunk, LANES);
        this.walks = new Walk[frame.workers()];
        for (int i = 0; i < walks.length; i++) {
            walks[i] = new Walk(chunk);
            walks[i].inside.flags = flags;
            walks[i].edge.flags = flags;
            walks[i].edge.fo = slots;
            walks[i].edge.oo = slots;
        }
    }

    /// Finds the tiles `[first, first + count)`, counted through all images, for [#read] and [#write].
    void find(int worker, int first, int count) {
        Walk w = walks[worker];
        int perImage = rows * columns;
        int n = first / perImage;
        int ty = (first - n * perImage) / columns;
        int tx = first - n * perImage - ty * columns;
        int base = frame.base(image, worker, n);
        for (int i = 0; i < count; i++) {
            w.y[i] = ty * step - top;
            w.x[i] = tx * step - left;
            w.at[i] = base + layout.offset(0, w.y[i], w.x[i]);
            if (++tx == columns) {
                tx = 0;
                if (++ty == rows && i + 1 < count) {
                    ty = 0;
                    n++;
                    base = frame.base(image, worker, n);
                }
            }
        }
        if (aux != null) {
            int image0 = first / perImage;
            w.inside.auxOff = frame.base(aux, worker, image0) - frame.base(image, worker, image0);
        }
    }

    /// Rows of a patch that exist: in the image and its halo where it is read, in the image where it is
    /// written.
    private int rows(int y) {
        int below = kind.makesOutput() ? 0 : layout.halo().bottom();
        return Math.min(size, layout.h() + below - y);
    }

    private int columns(int x) {
        int right = kind.makesOutput() ? 0 : layout.halo().right();
        return Math.min(size, layout.w() + right - x);
    }

    private boolean inside(Walk w, int i) {
        return rows(w.y[i]) == size && columns(w.x[i]) == size;
    }

    /// From the image to the planes, channel blocks `[b0, b1)` of the tiles that were found.
    ///
    /// @param slot the first tile's place among the planes' tiles
    void read(int worker, int count, int b0, int b1, float[] planes, int planesOff, int slot) {
        Walk w = walks[worker];
        Patches c = w.inside;
        c.from = frame.array(image);
        c.fo = w.at;
        c.fromRow = layout.rowStride();
        c.fromCol = LANES;
        c.to = planes;
        c.oo = slots;
        c.toCol = WinogradTiles.plane(layout.c(), chunk);
        c.toRow = SIDE * c.toCol;
        Patches e = w.edge;
        e.from = w.square;
        e.fromRow = size * LANES;
        e.fromCol = LANES;
        e.to = planes;
        e.toCol = c.toCol;
        e.toRow = c.toRow;
        for (int b = b0; b < b1; b++) {
            c.fromOff = b * layout.blockStride();
            c.toOff = planesOff + (b * chunk + slot) * LANES;
            for (int i = 0; i < count; ) {
                int end = end(w, i, count);
                if (end > i) {
                    frame.kernels.transform(kind, c, i, end);
                    i = end;
                } else {
                    Arrays.fill(w.square, 0);
                    square(c.from, c.fromOff + w.at[i], w.square, rows(w.y[i]), columns(w.x[i]), true);
                    e.toOff = c.toOff + i * LANES;
                    frame.kernels.transform(kind, e, 0, 1);
                    i++;
                }
            }
        }
    }

    /// From the planes to the image, channel blocks `[b0, b1)` of the tiles that were found.
    void write(int worker, int count, int b0, int b1, float[] planes, int planesOff, int slot, @Nullable Buffer bias) {
        Walk w = walks[worker];
        Patches c = w.inside;
        c.from = planes;
        c.fo = slots;
        c.fromCol = WinogradTiles.plane(layout.c(), chunk);
        c.fromRow = SIDE * c.fromCol;
        c.to = frame.array(image);
        c.oo = w.at;
        c.toRow = layout.rowStride();
        c.toCol = LANES;
        int auxOff = c.auxOff;
        if (aux != null) {
            c.aux = frame.array(aux);
        }
        Patches e = w.edge;
        e.from = planes;
        e.fromCol = c.fromCol;
        e.fromRow = c.fromRow;
        e.to = w.square;
        e.toRow = size * LANES;
        e.toCol = LANES;
        e.aux = w.second;
        for (int b = b0; b < b1; b++) {
            c.fromOff = planesOff + (b * chunk + slot) * LANES;
            c.toOff = b * layout.blockStride();
            c.auxOff = auxOff + c.toOff;
            if (bias != null) {
                c.bias = frame.array(bias);
                c.biasOff = frame.base(bias, worker, 0) + b * LANES;
                e.bias = c.bias;
                e.biasOff = c.biasOff;
            }
            for (int i = 0; i < count; ) {
                int end = end(w, i, count);
                if (end > i) {
                    frame.kernels.transform(kind, c, i, end);
                    i = end;
                } else {
                    int h = rows(w.y[i]);
                    int v = columns(w.x[i]);
                    if (aux != null) {
                        square(c.aux, c.auxOff + w.at[i], w.second, h, v, true);
                    }
                    e.fromOff = c.fromOff + i * LANES;
                    frame.kernels.transform(kind, e, 0, 1);
                    square(c.to, c.toOff + w.at[i], w.square, h, v, false);
                    i++;
                }
            }
        }
        c.auxOff = auxOff;
    }

    /// The end of the stretch of patches inside the image that begins at `i`.
    private int end(Walk w, int i, int count) {
        int end = i;
        while (end < count && inside(w, end)) {
            end++;
        }
        return end;
    }

    /// Copies what exists of a patch from the image to a square, or back.
    private void square(float[] a, int at, float[] square, int h, int v, boolean toSquare) {
        for (int i = 0; i < h; i++) {
            int from = at + i * layout.rowStride();
            int to = i * size * LANES;
            if (toSquare) {
                System.arraycopy(a, from, square, to, v * LANES);
            } else {
                System.arraycopy(square, to, a, from, v * LANES);
            }
        }
    }

    int blocks() {
        return layout.blocks();
    }

    Transform kind() {
        return kind;
    }
}
