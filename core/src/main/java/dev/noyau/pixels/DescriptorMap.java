package dev.noyau.pixels;

import dev.noyau.model.Model;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A descriptor for each pixel of an image, and where the network gives it, how well each pixel can be found
/// again.
///
/// @param descriptors (D, H, W)
/// @param scores (1, H, W), null where the network gives none
public record DescriptorMap(Tensor descriptors, @Nullable Tensor scores) {
    /// A size that most networks can halve as often as they want to.
    private static final int MULTIPLE = 32;

    /// What a model gives for an image. Of its results that have a number for each pixel, the one with
    /// several channels is the descriptors, and one with a single channel the scores.
    ///
    /// An image that the network does not take gets zeros below and on the right up to the next size that it
    /// takes, and the results are cropped back.
    ///
    /// @param image (C, H, W), as the network takes it
    /// @throws ShapeException when the model does not take images of this size, or gives no descriptor for
    /// each pixel
    public static DescriptorMap of(Model model, Tensor image) {
        Shape s = image.shape();
        int step = step(model);
        Tensor x = resized(image, Math.ceilDiv(s.dim(1), step) * step, Math.ceilDiv(s.dim(2), step) * step);
        Tensor descriptors = null;
        Tensor scores = null;
        Collection<Tensor> results = model.outputs(x).values();
        for (Tensor y : results) {
            Shape t = y.shape();
            boolean map = t.rank() == 3
                    && t.dim(1) == x.shape().dim(1)
                    && t.dim(2) == x.shape().dim(2);
            if (map && t.dim(0) > 1 && descriptors == null) {
                descriptors = resized(y, s.dim(1), s.dim(2));
            } else if (map && t.dim(0) == 1 && scores == null) {
                scores = resized(y, s.dim(1), s.dim(2));
            }
        }
        if (descriptors == null) {
            throw new ShapeException("the model gives "
                    + results.stream().map(y -> y.shape().pretty()).toList() + " for an image of "
                    + x.shape().pretty() + ", not a descriptor for each pixel");
        }
        return new DescriptorMap(descriptors, scores);
    }

    private static int step(Model model) {
        try {
            return Sight.of(model).step();
        } catch (ShapeException e) {
            return MULTIPLE;
        }
    }

    /// The upper left part of another size; zeros beyond.
    private static Tensor resized(Tensor x, int h, int w) {
        Shape s = x.shape();
        if (s.dim(1) == h && s.dim(2) == w) {
            return x;
        }
        float[] y = new float[Shape.of(s.dim(0), h, w).intSize()];
        for (int r = 0; r < s.dim(0) * Math.min(h, s.dim(1)); r++) {
            int c = r / Math.min(h, s.dim(1));
            int row = r % Math.min(h, s.dim(1));
            System.arraycopy(x.data(), (c * s.dim(1) + row) * s.dim(2), y, (c * h + row) * w, Math.min(w, s.dim(2)));
        }
        return Tensor.wrap(Shape.of(s.dim(0), h, w), y);
    }

    /// The descriptors of points, of length 1 each.
    public float[][] at(List<Keypoint> points) {
        Shape s = descriptors.shape();
        int plane = s.dim(1) * s.dim(2);
        float[][] all = new float[points.size()][s.dim(0)];
        for (int i = 0; i < all.length; i++) {
            Keypoint k = points.get(i);
            for (int c = 0; c < s.dim(0); c++) {
                all[i][c] = descriptors.data()[c * plane + k.y() * s.dim(2) + k.x()];
            }
            normalise(all[i]);
        }
        return all;
    }

    /// The plain alternative: the grey values of the square around each point, less their mean, of length 1,
    /// so that brightness and contrast do not matter (the cosine of two is their normalised
    /// cross-correlation).
    ///
    /// @param grey (H, W)
    /// @param side of the square, even: it reaches from `-side/2` to `side/2 - 1`; at the border the nearest
    /// pixels count again
    public static float[][] patches(float[] grey, int h, int w, List<Keypoint> points, int side) {
        float[][] all = new float[points.size()][side * side];
        for (int i = 0; i < all.length; i++) {
            Keypoint k = points.get(i);
            double sum = 0;
            for (int j = 0; j < side * side; j++) {
                int y = Math.clamp(k.y() + j / side - side / 2, 0, h - 1);
                int x = Math.clamp(k.x() + j % side - side / 2, 0, w - 1);
                all[i][j] = grey[y * w + x];
                sum += all[i][j];
            }
            for (int j = 0; j < side * side; j++) {
                all[i][j] -= (float) (sum / (side * side));
            }
            normalise(all[i]);
        }
        return all;
    }

    private static void normalise(float[] v) {
        double squares = 0;
        for (float x : v) {
            squares += (double) x * x;
        }
        float factor = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
        for (int i = 0; i < v.length; i++) {
            v[i] *= factor;
        }
    }
}
