package dev.noyau.data.augment;

import dev.noyau.data.Draws;
import dev.noyau.data.Picture;
import dev.noyau.data.Transform;
import dev.noyau.tensor.Shape;

/// Changes brightness, contrast, saturation and hue at random, in this order, with values cut to [0, 1]; the
/// effects are those of torchvision. Normalised data is taken back to [0, 1] first, and normalised again. Grey
/// images (one channel) have brightness and contrast only.
///
/// **Shapes**: (1, H, W) or (3, H, W), which stays.
///
/// @param brightness all values times a factor in [1 - brightness, 1 + brightness]
/// @param contrast distance from the picture's mean grey times such a factor
/// @param saturation distance from each pixel's grey times such a factor
/// @param hue turn of the hue in [-hue, hue], where 1 is the whole circle
public record ColourJitter(double brightness, double contrast, double saturation, double hue) implements Transform {
    public ColourJitter {
        if (!(within(brightness, 1) && within(contrast, 1) && within(saturation, 1) && within(hue, 0.5))) {
            throw new IllegalArgumentException(
                    "brightness, contrast and saturation change by a share in [0, 1], the hue"
                            + " by a share in [0, 0.5], found " + brightness + ", " + contrast + ", " + saturation
                            + ", " + hue);
        }
    }

    private static boolean within(double share, double most) {
        return share >= 0 && share <= most;
    }

    /// Brightness, contrast and saturation by up to these shares; the hue stays.
    public static ColourJitter of(double brightness, double contrast, double saturation) {
        return new ColourJitter(brightness, contrast, saturation, 0);
    }

    /// The hue by up to this share of its circle.
    public ColourJitter hue(double share) {
        return new ColourJitter(brightness, contrast, saturation, share);
    }

    @Override
    public Shape shape(Shape sample) {
        if (sample.rank() != 3 || sample.dim(0) != 1 && sample.dim(0) != 3) {
            throw new IllegalArgumentException(
                    "colours are of images with 1 channel (grey) or 3 (red, green, blue), the" + " samples are "
                            + sample.pretty());
        }
        return sample;
    }

    @Override
    public void apply(Picture p, Draws random) {
        Colours colours = new Colours(p);
        colours.brightness((float) random.uniform(1 - brightness, 1 + brightness));
        colours.contrast((float) random.uniform(1 - contrast, 1 + contrast));
        float s = (float) random.uniform(1 - saturation, 1 + saturation);
        float turn = (float) random.uniform(-hue, hue);
        if (p.channels() == 3) {
            colours.saturation(s);
            colours.hue(turn);
        }
        colours.store();
    }
}
