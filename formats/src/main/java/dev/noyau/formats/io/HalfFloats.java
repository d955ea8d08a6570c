package dev.noyau.formats.io;

/// Sixteen-bit floats that the JDK has no conversion for.
public final class HalfFloats {
    private HalfFloats() {}

    /// Bfloat16 is the upper half of a float.
    public static float bfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
