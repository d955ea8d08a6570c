package dev.noyau.cli;

/// A colour for each class, far from those of its neighbours: the palette of Pascal VOC, where the bits of a class's
/// number are spread over red, green and blue.
final class ClassColours {
    /// Share of the colour in an overlay.
    private static final float SHARE = 0.5f;

    private ClassColours() {}

    /// As 0xRRGGBB; black for class 0.
    static int of(int c) {
        int rgb = 0;
        for (int bit = 0, n = c; n > 0; bit++, n >>= 3) {
            rgb |= (n & 1) << 23 - bit | (n >> 1 & 1) << 15 - bit | (n >> 2 & 1) << 7 - bit;
        }
        return rgb;
    }

    static int[] palette(int classes) {
        int[] p = new int[Math.max(2, classes)];
        for (int c = 0; c < p.length; c++) {
            p[c] = of(c);
        }
        return p;
    }

    /// A pixel's channel under the colour of its class; class 0 lets the picture through.
    ///
    /// @param value in [0, 1]
    /// @param channel 0 for red, 1 for green, 2 for blue
    static byte over(float value, int c, int channel) {
        float v = 255 * value;
        if (c > 0) {
            v = (1 - SHARE) * v + SHARE * (of(c) >> 16 - 8 * channel & 255);
        }
        return (byte) Math.round(Math.clamp(v, 0f, 255f));
    }
}
