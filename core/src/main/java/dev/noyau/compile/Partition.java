package dev.noyau.compile;

/// How a step is divided into parts that run independently. A function of the shapes, never of the number of
/// threads.
///
/// @param kind along what
/// @param parts how many
public record Partition(Kind kind, int parts) {
    /// Along what a step is divided.
    public enum Kind {
        /// Not at all.
        WHOLE,
        /// By images; a part does all of the step for its images.
        SHARDS,
        /// By images and rows of the result.
        ROWS,
        /// By channel blocks of the result, all images.
        BLOCKS
    }

    /// Parts that a step is divided into at the most, and partial sums that a reduction has.
    public static final int PARTS = 16;

    static final Partition WHOLE = new Partition(Kind.WHOLE, 1);

    /// First unit of a part when `units` are divided evenly.
    public static int from(int units, int part, int parts) {
        return (int) ((long) units * part / parts);
    }

    /// Units of the largest part.
    public static int largest(int units, int parts) {
        return (units + parts - 1) / parts;
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + "/" + parts;
    }
}
