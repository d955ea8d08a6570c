package dev.noyau.pixels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Finds pixels that can be found again in another image of the same thing.
public final class Keypoints {
    /// Harris and Stephens take 0.04 to 0.06.
    private static final float EDGES = 0.04f;

    /// Weights of a window of five pixels, binomial.
    private static final float[] WINDOW = {1 / 16f, 4 / 16f, 6 / 16f, 4 / 16f, 1 / 16f};

    private Keypoints() {}

    /// The response of Harris and Stephens (1988) for each pixel: `det M - 0.04 · (trace M)²`, where M holds
    /// the products of the gradients (Sobel), averaged with binomial weights over 5×5 pixels. High at
    /// corners, negative at edges, and 0 where nothing changes.
    ///
    /// **Shapes**: (H, W) → (H, W); at the border the nearest pixels count again.
    public static float[] harris(float[] grey, int h, int w) {
        float[] xx = new float[h * w];
        float[] xy = new float[h * w];
        float[] yy = new float[h * w];
        for (int i = 0; i < h * w; i++) {
            int y = i / w * w;
            int up = Math.max(0, y - w);
            int down = Math.min((h - 1) * w, y + w);
            int x = i % w;
            int left = Math.max(0, x - 1);
            int right = Math.min(w - 1, x + 1);
            float dx = grey[up + right]
                    - grey[up + left]
                    + 2 * (grey[y + right] - grey[y + left])
                    + grey[down + right]
                    - grey[down + left];
            float dy = grey[down + left]
                    - grey[up + left]
                    + 2 * (grey[down + x] - grey[up + x])
                    + grey[down + right]
                    - grey[up + right];
            xx[i] = dx * dx;
            xy[i] = dx * dy;
            yy[i] = dy * dy;
        }
        float[] a = smooth(xx, h, w);
        float[] b = smooth(xy, h, w);
        float[] c = smooth(yy, h, w);
        float[] response = new float[h * w];
        for (int i = 0; i < response.length; i++) {
            float trace = a[i] + c[i];
            response[i] = a[i] * c[i] - b[i] * b[i] - EDGES * trace * trace;
        }
        return response;
    }

    private static float[] smooth(float[] v, int h, int w) {
        float[] rows = new float[h * w];
        float[] both = new float[h * w];
        for (int i = 0; i < h * w; i++) {
            for (int k = 0; k < WINDOW.length; k++) {
                rows[i] += WINDOW[k] * v[i / w * w + Math.clamp(i % w + k - 2, 0, w - 1)];
            }
        }
        for (int i = 0; i < h * w; i++) {
            for (int k = 0; k < WINDOW.length; k++) {
                both[i] += WINDOW[k] * rows[Math.clamp(i / w + k - 2, 0, h - 1) * w + i % w];
            }
        }
        return both;
    }

    /// The pixels whose score is above 0 and the largest within a radius, the best first; of equals within
    /// the radius the first one counts.
    ///
    /// @param scores (H, W)
    /// @param radius as 2 for 5×5 pixels
    /// @param border pixels that are left out on each side
    /// @param most that are kept
    public static List<Keypoint> maxima(float[] scores, int h, int w, int radius, int border, int most) {
        List<Keypoint> found = new ArrayList<>();
        for (int y = border; y < h - border; y++) {
            for (int x = border; x < w - border; x++) {
                if (scores[y * w + x] > 0 && isMaximum(scores, h, w, y, x, radius)) {
                    found.add(new Keypoint(x, y, scores[y * w + x]));
                }
            }
        }
        found.sort(Comparator.comparingDouble(Keypoint::score).reversed());
        return List.copyOf(found.subList(0, Math.min(most, found.size())));
    }

    private static boolean isMaximum(float[] s, int h, int w, int y, int x, int radius) {
        float own = s[y * w + x];
        for (int b = Math.max(0, y - radius); b <= Math.min(h - 1, y + radius); b++) {
            for (int a = Math.max(0, x - radius); a <= Math.min(w - 1, x + radius); a++) {
                float other = s[b * w + a];
                boolean before = b < y || b == y && a < x;
                if (other > own || before && other == own) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Pixels of a regular grid, as many as fit and `most` at most; all with score 1.
    public static List<Keypoint> grid(int h, int w, int border, int most) {
        int high = h - 2 * border;
        int wide = w - 2 * border;
        List<Keypoint> found = new ArrayList<>();
        if (high > 0 && wide > 0) {
            int step = (int) Math.max(1, Math.floor(Math.sqrt((double) high * wide / most)));
            while ((long) Math.ceilDiv(high, step) * Math.ceilDiv(wide, step) > most) {
                step++;
            }
            for (int y = border; y < h - border; y += step) {
                for (int x = border; x < w - border; x += step) {
                    found.add(new Keypoint(x, y, 1));
                }
            }
        }
        return List.copyOf(found);
    }
}
