package dev.noyau.compile;

/// How one image lies in memory: channel blocks of `lanes` (16, or 1 for plain C, H, W order), each a grid of
/// pixels with a halo of zeros around it. Offsets are in floats.
///
/// `offset(c, y, x) = (c / lanes)·blockStride + (y + top)·rowStride + (x + left)·lanes + c mod lanes`
///
/// Channels beyond `c` in the last block, and the halo, are zero and stay zero.
public record ImageLayout(int lanes, int c, int h, int w, Halo halo) {
    /// Channels of a block, on every machine.
    public static final int LANES = 16;

    /// Rows and columns of zeros around an image.
    public record Halo(int top, int left, int bottom, int right) {
        public static final Halo NONE = new Halo(0, 0, 0, 0);

        public Halo max(Halo o) {
            return new Halo(
                    Math.max(top, o.top), Math.max(left, o.left), Math.max(bottom, o.bottom), Math.max(right, o.right));
        }
    }

    public static ImageLayout plain(int c, int h, int w) {
        return new ImageLayout(1, c, h, w, Halo.NONE);
    }

    public int blocks() {
        return (c + lanes - 1) / lanes;
    }

    public int rowStride() {
        return (halo.left + w + halo.right) * lanes;
    }

    public int blockStride() {
        return (halo.top + h + halo.bottom) * rowStride();
    }

    /// Floats of one image, in 64 bits.
    public long size() {
        return (long) blocks() * (halo.top + h + halo.bottom) * (halo.left + w + halo.right) * lanes;
    }

    public int imageStride() {
        return (int) size();
    }

    /// Offset of a pixel, which may lie in the halo.
    public int offset(int channel, int y, int x) {
        return channel / lanes * blockStride()
                + (y + halo.top) * rowStride()
                + (x + halo.left) * lanes
                + channel % lanes;
    }

    public boolean sameGeometry(ImageLayout o) {
        return c == o.c && h == o.h && w == o.w;
    }

    /// Whether flat loops over two buffers meet the same elements.
    public boolean sameStorage(ImageLayout o) {
        return equals(o);
    }

    @Override
    public String toString() {
        String s = lanes == 1 ? "plain" : "x" + lanes;
        return c + "x" + h + "x" + w + " " + s
                + (halo.equals(Halo.NONE)
                        ? ""
                        : " halo " + halo.top + "," + halo.left + "," + halo.bottom + "," + halo.right);
    }
}
