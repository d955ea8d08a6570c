package dev.noyau.pixels;

import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Metric;

/// Share of the points of [ViewPairs] whose descriptor is most like that of their partner, among the partners
/// of all points of the same pair of views.
public final class PartnersFound implements Metric, Metric.Score {
    private long right;
    private long all;

    /// Nothing counted yet.
    public PartnersFound() {}

    @Override
    public String name() {
        return "matched";
    }

    @Override
    public Score start() {
        return new PartnersFound();
    }

    /// **Shapes**: output (N, D, H, W), targets i64 (N, 2, points).
    @Override
    public void add(float[] output, Shape shape, Targets targets) {
        int n = shape.dim(0);
        int points = targets.size() / n / 2;
        for (int i = 0; i < n; i++) {
            float[][] a = rows(output, shape, i, targets.classes(), 2 * i * points, points);
            float[][] b = rows(output, shape, i, targets.classes(), (2 * i + 1) * points, points);
            for (int p = 0; p < points; p++) {
                right += nearest(a[p], b) == p ? 1 : 0;
            }
            all += points;
        }
    }

    private static float[][] rows(float[] output, Shape s, int sample, long[] pixels, int from, int points) {
        int plane = s.dim(2) * s.dim(3);
        float[][] rows = new float[points][s.dim(1)];
        for (int p = 0; p < points; p++) {
            for (int c = 0; c < s.dim(1); c++) {
                rows[p][c] = output[(sample * s.dim(1) + c) * plane + Math.toIntExact(pixels[from + p])];
            }
        }
        return rows;
    }

    private static int nearest(float[] v, float[][] all) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < all.length; i++) {
            double dot = 0;
            double squares = 0;
            for (int c = 0; c < v.length; c++) {
                dot += (double) v[c] * all[i][c];
                squares += (double) all[i][c] * all[i][c];
            }
            double cosine = squares > 0 ? dot / Math.sqrt(squares) : 0;
            if (cosine > most) {
                most = cosine;
                best = i;
            }
        }
        return best;
    }

    @Override
    public double value() {
        return all == 0 ? Double.NaN : (double) right / all;
    }
}
