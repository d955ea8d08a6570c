package dev.noyau.formats.image;

/// What may be asked for when a picture becomes a network's input.
///
/// @param invert whether dark becomes light: for digits in black on white, where a network learned white on
///     black
/// @param keepSize whether the picture keeps its size, for networks that take any
public record Conversion(boolean invert, boolean keepSize) {
    /// Resized to the model's input, not inverted.
    public static final Conversion DEFAULT = new Conversion(false, false);

    public Conversion inverted(boolean yes) {
        return new Conversion(yes, keepSize);
    }

    public Conversion keepingSize(boolean yes) {
        return new Conversion(invert, yes);
    }
}
