package dev.noyau.compile;

import dev.noyau.graph.op.Window;

/// A convolution of 3×3 or 5×5 and stride 1, or its backward-data, which is such a convolution too, cut into tiles of
/// 4×4 or 2×2 results. Each tile is computed from a patch of 6×6 by 36 products of matrices, one for each point of the
/// transformed patch (Winograd's F(4×4, 3×3) and F(2×2, 5×5)).
///
/// Patches lie point by point in planes, `[36][channel block][tile][16]`.
///
/// @param g the convolution
/// @param backward whether it is the gradient of the input that is computed
public record WinogradTiles(ConvGeometry g, boolean backward) {
    /// Rows and columns of a patch.
    public static final int SIDE = 6;

    /// Points of a transformed patch.
    public static final int POINTS = SIDE * SIDE;

    /// With fewer channels there are too few terms to a sum, and the transforms cost more than they
    /// save.
    private static final int CHANNELS = 32;

    /// What a channel of a tile's transforms costs, in multiply-adds.
    private static final long TRANSFORM = 600;

    /// What a transformed weight costs an image to read from far away, or its share of making it, in
    /// multiply-adds.
    private static final long WEIGHT = 8;

    /// Floats of patches and products of a chunk of tiles, which should stay near.
    private static final int CHUNK_FLOATS = 1 << 18;

    private static final int MIN_CHUNK = 32;
    private static final int MAX_CHUNK = 128;

    /// Whether it is worth it: a rule of the layer's shape, not of the number of images, so that an
    /// image gives the same bits alone and among others.
    public boolean pays() {
        Window w = g.window();
        int kernel = kernel();
        boolean fits = (kernel == 3 || kernel == 5)
                && w.kw() == kernel
                && w.sh() == 1
                && w.sw() == 1
                && w.dh() == 1
                && w.dw() == 1
                && g.groups() == 1
                && w.top() < kernel
                && w.left() < kernel
                && Math.min(g.oh(), g.ow()) >= kernel
                && Math.min(g.c(), g.o()) >= CHANNELS;
        if (!fits) {
            return false;
        }
        long products = (long) g.c() * g.o() * POINTS;
        long cost = tiles() * (products + TRANSFORM * (g.c() + g.o())) + WEIGHT * products;
        return cost + cost / 8 < g.macs();
    }

    /// Rows and columns of the filter.
    public int kernel() {
        return g.window().kh();
    }

    /// Rows and columns of results of a tile.
    public int size() {
        return SIDE + 1 - kernel();
    }

    /// Channels that are summed over.
    public int in() {
        return backward ? g.o() : g.c();
    }

    /// Channels of the result.
    public int out() {
        return backward ? g.c() : g.o();
    }

    /// Rows of the result.
    public int height() {
        return backward ? g.h() : g.oh();
    }

    public int width() {
        return backward ? g.w() : g.ow();
    }

    /// Rows by which the first patch begins above the image that is read.
    public int top() {
        return backward ? kernel() - 1 - g.window().top() : g.window().top();
    }

    public int left() {
        return backward ? kernel() - 1 - g.window().left() : g.window().left();
    }

    /// Rows of tiles of an image.
    public int rows() {
        return Math.ceilDiv(height(), size());
    }

    public int columns() {
        return Math.ceilDiv(width(), size());
    }

    /// Tiles of an image.
    public int tiles() {
        return rows() * columns();
    }

    /// Floats of one point of the transformed weights.
    public int weightPlane() {
        return plane((backward ? Taps.packedBackward(g) : Taps.packedForward(g, ImageLayout.LANES)) / g.taps());
    }

    /// Tiles that are worked on together where a worker takes them from the image to the result.
    public int chunk(int most) {
        int fitting = CHUNK_FLOATS / (POINTS * (in() + out()));
        return Math.min(most, Math.clamp(fitting, MIN_CHUNK, MAX_CHUNK));
    }

    /// Floats of the plane of one point of so many channels and tiles.
    public static int plane(int channels, long tiles) {
        return plane((channels + ImageLayout.LANES - 1L) / ImageLayout.LANES * ImageLayout.LANES * tiles);
    }

    /// An odd number of cache lines, so that the points of a patch do not all meet in one set of the
    /// first cache.
    private static int plane(long floats) {
        return Math.toIntExact((floats / ImageLayout.LANES | 1) * ImageLayout.LANES);
    }

    @Override
    public String toString() {
        return g.toString();
    }
}
