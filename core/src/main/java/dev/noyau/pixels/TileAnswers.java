package dev.noyau.pixels;

import dev.noyau.model.Model;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Metrics;

/// Probabilities of the pixels of some tiles of one size.
///
/// @param model gives scores (classes, H, W) for an image
/// @param answers what the scores mean
/// @param flips whether the mean of the answers for each tile and its three mirror images is taken
record TileAnswers(Model model, Segmenter.Answers answers, boolean flips) {
    /// **Shapes**: (N, C, H, W) → (N, classes, H, W).
    float[] probabilities(float[] x, Shape shape) {
        float[] sum = scores(x, shape);
        if (!flips) {
            return sum;
        }
        int h = shape.dim(2);
        int w = shape.dim(3);
        for (int m = 1; m < 4; m++) {
            float[] y = mirrored(scores(mirrored(x, h, w, m), shape), h, w, m);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += y[i];
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] *= 0.25f;
        }
        return sum;
    }

    private float[] scores(float[] x, Shape shape) {
        Tensor y = model.predict(Tensor.of(shape, x));
        Shape s = y.shape();
        if (s.rank() != 4 || s.dim(2) != shape.dim(2) || s.dim(3) != shape.dim(3)) {
            throw new ShapeException("the model gives " + s.dropFirst().pretty() + " for an image of "
                    + shape.dropFirst().pretty() + ", not an answer for each pixel");
        }
        float[] p = y.toArray();
        int image = p.length / s.dim(0);
        for (int at = 0; at < p.length && model.info().logits(); at += image) {
            toProbabilities(p, at, at + image, s.dim(1));
        }
        return p;
    }

    /// Of one image, whose scores are those from a position to another.
    private void toProbabilities(float[] p, int from, int end, int classes) {
        if (answers == Segmenter.Answers.LABELS) {
            for (int i = from; i < end; i++) {
                p[i] = (float) (1 / (1 + StrictMath.exp(-p[i])));
            }
            return;
        }
        int plane = (end - from) / classes;
        for (int i = from; i < from + plane; i++) {
            float max = p[Metrics.best(p, i, classes, plane) * plane + i];
            double sum = 0;
            for (int k = i; k < end; k += plane) {
                p[k] = (float) StrictMath.exp(p[k] - max);
                sum += p[k];
            }
            for (int k = i; k < end; k += plane) {
                p[k] /= (float) sum;
            }
        }
    }

    /// @param m 1 for left and right, 2 for top and bottom, 3 for both
    private static float[] mirrored(float[] x, int h, int w, int m) {
        float[] y = new float[x.length];
        for (int r = 0; r < x.length / w; r++) {
            int from = (m & 2) == 0 ? r : r / h * h + h - 1 - r % h;
            for (int c = 0; c < w; c++) {
                y[r * w + c] = x[from * w + ((m & 1) == 0 ? c : w - 1 - c)];
            }
        }
        return y;
    }
}
