package dev.noyau.formats.data;

/// Grey images as an IDX file holds them: one unsigned byte a pixel.
///
/// **Shapes**: pixels (N, H, W) in row-major order.
public final class IdxImages {
    private final int count;
    private final int height;
    private final int width;
    private final byte[] pixels;

    IdxImages(int count, int height, int width, byte[] pixels) {
        this.count = count;
        this.height = height;
        this.width = width;
        this.pixels = pixels;
    }

    public int count() {
        return count;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /// The pixels themselves, not a copy.
    public byte[] pixels() {
        return pixels;
    }
}
