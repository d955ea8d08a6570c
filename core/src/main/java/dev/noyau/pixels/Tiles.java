package dev.noyau.pixels;

import java.util.ArrayList;
import java.util.List;

/// How one side of an image is cut into overlapping parts of one size, so that each pixel lies in a part that holds all
/// that the network sees around it, or ends where the image ends.
///
/// @param part size of the parts, of which all are in the image
/// @param cuts in order; what they answer for is disjoint and covers the image
record Tiles(int part, List<Cut> cuts) {
    /// One part.
    ///
    /// @param from where it begins
    /// @param first the first pixel that it answers for
    /// @param end the one after the last
    record Cut(int from, int first, int end) {}

    /// @param size of the image's side, a multiple of the step
    /// @param wanted size of the parts at most
    /// @throws IllegalArgumentException when such parts are too small for what the network sees
    static Tiles of(int size, int wanted, Sight sight) {
        int margin = sight.wide();
        int part = Math.min(wanted / sight.step() * sight.step(), size);
        int own = part - 2 * margin;
        if (part < size && own < sight.step()) {
            throw new IllegalArgumentException("tiles of " + wanted + " are too small: the network sees "
                    + sight.margin() + " pixels around each one and halves to multiples of " + sight.step()
                    + ", so a tile needs at least " + (2 * margin + sight.step()));
        }
        List<Cut> cuts = new ArrayList<>();
        if (part >= size) {
            cuts.add(new Cut(0, 0, size));
        }
        for (int first = 0; part < size && first < size; ) {
            // The first part needs no margin above, the last none below.
            int from = Math.clamp(first - margin, 0, size - part);
            int end = from + part == size ? size : from + part - margin;
            cuts.add(new Cut(from, first, end));
            first = end;
        }
        return new Tiles(part, List.copyOf(cuts));
    }
}
