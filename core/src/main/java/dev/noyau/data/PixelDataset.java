package dev.noyau.data;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Images with an answer for each pixel, one byte a value: a class for each pixel, or several labels at once.
///
/// A value of an image is read as `(byte / 255 - mean) / std` of its channel. A pixel without an answer has the class
/// [#IGNORED] ([#UNLABELLED] as a byte), which losses and metrics leave out.
///
/// **Shapes**: images (C, H, W); targets (H, W) of type i64, or (K, H, W) of type f32, 0 or 1, for several labels.
public final class PixelDataset implements Dataset {
    /// The class of a pixel that does not count.
    public static final long IGNORED = -1;

    /// The byte that stands for it in a mask.
    public static final byte UNLABELLED = (byte) 255;

    private static final int MOST_CLASSES = 255;

    private final List<byte[]> images;
    private final List<byte[]> masks;
    private final Shape shape;
    private final List<String> labels;
    private final boolean several;
    private final List<Float> mean;
    private final List<Float> std;
    private final ByteImages values;

    private PixelDataset(
            List<byte[]> images,
            List<byte[]> masks,
            Shape shape,
            List<String> labels,
            boolean several,
            List<Float> mean,
            List<Float> std) {
        this.images = images;
        this.masks = masks;
        this.shape = shape;
        this.labels = labels;
        this.several = several;
        this.mean = mean;
        this.std = std;
        values = new ByteImages(shape, mean, std);
    }

    /// A class for each pixel. The arrays are not copied.
    ///
    /// @param images (C, H, W) each
    /// @param masks (H, W) each: the number of a class, or [#UNLABELLED]
    /// @param shape of one image
    /// @param labels names of the classes; there are as many classes as names
    /// @throws IllegalArgumentException when sizes do not fit, or a mask's value is no class
    public static PixelDataset of(List<byte[]> images, List<byte[]> masks, Shape shape, List<String> labels) {
        check(images, masks, shape, labels, 1);
        for (int i = 0; i < masks.size(); i++) {
            for (byte b : masks.get(i)) {
                if (b != UNLABELLED && (b & 255) >= labels.size()) {
                    throw new IllegalArgumentException("mask " + i + " has the value " + (b & 255) + "; there are "
                            + labels.size() + " classes, 0 to " + (labels.size() - 1));
                }
            }
        }
        return new PixelDataset(
                List.copyOf(images), List.copyOf(masks), shape, List.copyOf(labels), false, List.of(), List.of());
    }

    /// Several labels at once, any of which a pixel may have or not. The arrays are not copied.
    ///
    /// @param masks (K, H, W) each: 0, or anything else for a label that a pixel has
    /// @throws IllegalArgumentException when sizes do not fit
    public static PixelDataset ofLabels(List<byte[]> images, List<byte[]> masks, Shape shape, List<String> labels) {
        check(images, masks, shape, labels, labels.size());
        return new PixelDataset(
                List.copyOf(images), List.copyOf(masks), shape, List.copyOf(labels), true, List.of(), List.of());
    }

    private static void check(List<byte[]> images, List<byte[]> masks, Shape shape, List<String> labels, int planes) {
        if (shape.rank() != 3 || shape.size() == 0) {
            throw new IllegalArgumentException("images have a shape (C, H, W), found " + shape);
        }
        if (images.size() != masks.size()) {
            throw new IllegalArgumentException(images.size() + " images need as many masks, found " + masks.size());
        }
        if (labels.isEmpty() || labels.size() > MOST_CLASSES) {
            throw new IllegalArgumentException("expects 1 to " + MOST_CLASSES + " classes, found " + labels.size());
        }
        long pixels = shape.size(1, 3);
        for (int i = 0; i < images.size(); i++) {
            if (images.get(i).length != shape.size() || masks.get(i).length != planes * pixels) {
                throw new IllegalArgumentException("image " + i + " has " + images.get(i).length
                        + " values and its mask "
                        + masks.get(i).length + "; images of " + shape.pretty() + " have " + shape.size() + " and "
                        + planes * pixels);
            }
        }
    }

    /// The same images, normalised: `(byte / 255 - mean) / std`, a number for each channel.
    ///
    /// @throws IllegalArgumentException unless there is one number for each channel and std is
    /// positive
    @Override
    public PixelDataset normalised(List<Float> mean, List<Float> std) {
        Normalised.check(shape, mean, std);
        return new PixelDataset(images, masks, shape, labels, several, List.copyOf(mean), List.copyOf(std));
    }

    /// Normalised with the mean and the standard deviation of each channel of these images.
    public PixelDataset normalised() {
        List<Float> means = new ArrayList<>();
        List<Float> deviations = new ArrayList<>();
        int plane = shape.intSize() / shape.dim(0);
        for (int c = 0; c < shape.dim(0); c++) {
            double sum = 0;
            double squares = 0;
            for (byte[] image : images) {
                long s = 0;
                long q = 0;
                for (int i = c * plane; i < (c + 1) * plane; i++) {
                    int v = image[i] & 255;
                    s += v;
                    q += (long) v * v;
                }
                sum += s;
                squares += q;
            }
            double n = (double) plane * images.size();
            double m = sum / n;
            double deviation = Math.sqrt(Math.max(squares / n - m * m, 0));
            means.add((float) (m / 255));
            deviations.add((float) (Math.max(deviation, 1) / 255));
        }
        return normalised(means, deviations);
    }

    /// The first of these images.
    ///
    /// @throws IllegalArgumentException when there are not so many
    public PixelDataset first(int count) {
        if (count < 0 || count > images.size()) {
            throw new IllegalArgumentException("there are " + images.size() + " images, asked for " + count);
        }
        return new PixelDataset(images.subList(0, count), masks.subList(0, count), shape, labels, several, mean, std);
    }

    /// Whether a pixel may have several labels at once.
    public boolean several() {
        return several;
    }

    /// Whether some pixel has no answer.
    public boolean hasIgnored() {
        if (several) {
            return false;
        }
        for (byte[] mask : masks) {
            for (byte b : mask) {
                if (b == UNLABELLED) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The bytes of an image, (C, H, W), not a copy.
    public byte[] image(int index) {
        return images.get(index);
    }

    /// The bytes of a mask, not a copy.
    public byte[] mask(int index) {
        return masks.get(index);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public Shape targetShape() {
        Shape pixels = shape.dropFirst();
        return several ? pixels.prepend(labels.size()) : pixels;
    }

    @Override
    public DType targetType() {
        return several ? DType.F32 : DType.I64;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public List<Float> mean() {
        return mean;
    }

    @Override
    public List<Float> std() {
        return std;
    }

    @Override
    public void read(int index, float[] inputs, int at, Targets targets, int targetAt) {
        values.read(images.get(index), 0, inputs, at);
        byte[] mask = masks.get(index);
        for (int i = 0; i < mask.length; i++) {
            if (several) {
                targets.values()[targetAt + i] = mask[i] == 0 ? 0 : 1;
            } else {
                targets.classes()[targetAt + i] = mask[i] == UNLABELLED ? IGNORED : mask[i] & 255;
            }
        }
    }
}
