package dev.noyau.data;

import dev.noyau.tensor.Shape;
import java.util.List;

/// Transforms in their order, for [Dataset#map(Augment)]: each epoch sees each sample changed in another way.
///
/// ```java
/// Dataset train = cifar.train().map(Augment.of(RandomFlip.horizontal(), PadCrop.of(4)).seed(1));
/// ```
///
/// What a sample becomes is a function of (seed, epoch, number of the sample, place of each transform). Augmentations
/// with one seed, one after the other, are one: `map(Augment.of(a)).map(Augment.of(b))` is `map(Augment.of(a, b))`.
///
/// @param transforms what is done, in order
/// @param seed of all random numbers
/// @param outside the class that pixels of a target get where a transform moves in what is beyond the border
public record Augment(List<Transform> transforms, long seed, long outside) {
    public Augment {
        transforms = List.copyOf(transforms);
    }

    /// These transforms with seed 0; class 0 beyond the border.
    public static Augment of(Transform... transforms) {
        return new Augment(List.of(transforms), 0, 0);
    }

    public Augment seed(long s) {
        return new Augment(transforms, s, outside);
    }

    /// With a class for the pixels of a target that come from beyond the border, as the one that a loss ignores.
    public Augment outside(long c) {
        return new Augment(transforms, seed, c);
    }

    /// The shape that samples have afterwards.
    ///
    /// @throws IllegalArgumentException when a transform does not take samples of this shape
    Shape shape(Shape sample) {
        Shape s = sample;
        for (Transform t : transforms) {
            s = t.shape(s);
        }
        return s;
    }

    /// @param first number of the first transform among all that a sample goes through
    void apply(Picture picture, int epoch, int index, int first) {
        Draws random = new Draws(seed, epoch, index);
        for (int i = 0; i < transforms.size(); i++) {
            random.at(first + i);
            transforms.get(i).apply(picture, random);
        }
    }
}
