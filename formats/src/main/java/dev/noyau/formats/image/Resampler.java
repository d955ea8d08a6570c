package dev.noyau.formats.image;

/// One axis of a change of size: which source samples an output sample is made of, and in what shares.
///
/// Smaller: the mean over the part of the source that the output sample covers (area average). Larger: linear
/// between the two nearest sample centres, the outermost sample beyond the border (bilinear, "half-pixel").
final class Resampler {
    private final int[] first;
    private final float[][] shares;

    Resampler(int from, int to) {
        first = new int[to];
        shares = new float[to][];
        double step = (double) from / to;
        for (int i = 0; i < to; i++) {
            if (step > 1) {
                average(i, i * step, Math.min((i + 1) * step, from));
            } else {
                interpolate(i, (i + 0.5) * step - 0.5, from);
            }
        }
    }

    private void average(int i, double begin, double end) {
        int low = (int) begin;
        int high = (int) Math.ceil(end);
        first[i] = low;
        shares[i] = new float[high - low];
        for (int k = low; k < high; k++) {
            shares[i][k - low] = (float) ((Math.min(k + 1, end) - Math.max(k, begin)) / (end - begin));
        }
    }

    private void interpolate(int i, double at, int from) {
        double inside = Math.clamp(at, 0, from - 1.0);
        int low = (int) inside;
        float share = (float) (inside - low);
        first[i] = low;
        shares[i] = share == 0 ? new float[] {1} : new float[] {1 - share, share};
    }

    /// Number of output samples.
    int size() {
        return first.length;
    }

    /// Source samples `[begin(i), end(i))` make the output sample.
    int begin(int i) {
        return first[i];
    }

    int end(int i) {
        return first[i] + shares[i].length;
    }

    float share(int i, int source) {
        return shares[i][source - first[i]];
    }

    /// Resamples a row.
    void apply(float[] from, float[] to) {
        for (int i = 0; i < first.length; i++) {
            float sum = 0;
            for (int k = 0; k < shares[i].length; k++) {
                sum += shares[i][k] * from[first[i] + k];
            }
            to[i] = sum;
        }
    }
}
