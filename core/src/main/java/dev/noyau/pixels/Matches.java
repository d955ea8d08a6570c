package dev.noyau.pixels;

import java.util.ArrayList;
import java.util.List;

/// Which points of two images belong together: those whose descriptors are each other's nearest, by the
/// cosine of the angle between them.
///
/// @param a points of the first image
/// @param b points of the second image
/// @param pairs numbers of points that belong together, in the order of the first
public record Matches(List<Keypoint> a, List<Keypoint> b, List<Pair> pairs) {
    /// Two points that belong together.
    ///
    /// @param a number of the point of the first image
    /// @param b number of the point of the second image
    /// @param similarity the cosine of the angle between their descriptors
    public record Pair(int a, int b, float similarity) {}

    public Matches {
        a = List.copyOf(a);
        b = List.copyOf(b);
        pairs = List.copyOf(pairs);
    }

    /// Mutual nearest neighbours; of equally near points the first one counts.
    ///
    /// @param da one row for each point of the first image, of length 1
    /// @param db one row for each point of the second image, of length 1
    public static Matches mutual(List<Keypoint> a, float[][] da, List<Keypoint> b, float[][] db) {
        int[] right = new int[da.length];
        float[] best = new float[da.length];
        int[] left = new int[db.length];
        float[] back = new float[db.length];
        java.util.Arrays.fill(best, Float.NEGATIVE_INFINITY);
        java.util.Arrays.fill(back, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < da.length; i++) {
            for (int j = 0; j < db.length; j++) {
                float s = dot(da[i], db[j]);
                if (s > best[i]) {
                    best[i] = s;
                    right[i] = j;
                }
                if (s > back[j]) {
                    back[j] = s;
                    left[j] = i;
                }
            }
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < da.length && db.length > 0; i++) {
            if (left[right[i]] == i) {
                pairs.add(new Pair(i, right[i], best[i]));
            }
        }
        return new Matches(a, b, pairs);
    }

    private static float dot(float[] x, float[] y) {
        float sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += x[k] * y[k];
        }
        return sum;
    }

    /// How far, in pixels, the second point of a pair is from where a homography takes the first one.
    public double error(Pair p, Homography h) {
        Keypoint from = a.get(p.a());
        Keypoint to = b.get(p.b());
        double e = h.apply(from.x(), from.y()).to(new Homography.Point(to.x(), to.y()));
        return Double.isNaN(e) ? Double.POSITIVE_INFINITY : e;
    }

    /// Pairs whose points are that near to each other under a homography.
    public int within(double pixels, Homography h) {
        return (int) pairs.stream().filter(p -> error(p, h) <= pixels).count();
    }
}
