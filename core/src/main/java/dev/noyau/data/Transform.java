package dev.noyau.data;

import dev.noyau.tensor.Shape;

/// One step of an augmentation: changes a sample, at random or always. Those that come with Noyau are in
/// `dev.noyau.data.augment`; write your own by implementing one method. It must be immutable and take its
/// randomness from the draws alone.
@FunctionalInterface
public interface Transform {
    /// Changes a sample in place.
    ///
    /// @param random numbers for this transform and this sample
    void apply(Picture picture, Draws random);

    /// The shape that samples have afterwards.
    ///
    /// @param sample (C, H, W), or (C, L) for signals
    /// @throws IllegalArgumentException when samples of this shape cannot be changed so
    default Shape shape(Shape sample) {
        return sample;
    }

    /// The shape of an image.
    ///
    /// @param done what is done to it, as `turned`
    /// @throws IllegalArgumentException where the samples are no images (C, H, W)
    static Shape image(Shape sample, String done) {
        if (sample.rank() != 3) {
            throw new IllegalArgumentException(
                    "only images (C, H, W) can be " + done + ", the samples are " + sample.pretty());
        }
        return sample;
    }
}
