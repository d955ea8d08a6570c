package dev.noyau.zoo;

import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.GroupNorm;
import dev.noyau.nn.InstanceNorm2d;
import dev.noyau.nn.Layer;
import java.util.List;

/// What stands between a convolution and its activation.
public enum Norm {
    /// Nothing: the convolution has a bias instead.
    NONE,
    /// Batch norm: fast once trained, where it is a scale and a shift.
    BATCH,
    /// Group norm with groups of eight channels: for batches of one or two images. It looks at the whole image, so
    /// such a network cannot be run tile by tile with the same result.
    GROUP,
    /// Instance norm: each channel of each image for itself; it looks at the whole image, too.
    INSTANCE;

    private static final int GROUP_SIZE = 8;

    /// The layers for so many channels: one, or none.
    List<Layer> layers(int channels) {
        return switch (this) {
            case NONE -> List.of();
            case BATCH -> List.of(new BatchNorm2d());
            case GROUP -> List.of(GroupNorm.of(channels % GROUP_SIZE == 0 ? channels / GROUP_SIZE : 1));
            case INSTANCE -> List.of(new InstanceNorm2d().withAffine());
        };
    }
}
