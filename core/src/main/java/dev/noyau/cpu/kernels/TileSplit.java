package dev.noyau.cpu.kernels;

import java.util.Arrays;

/// How a range of pixels is cut into tiles, in one of two ways. Either by tiles of one width, of which the last is
/// moved back to end with the range: it computes some pixels twice, but one kernel does it all, and each kernel takes
/// the JIT a third of a second. Or, where a pixel must not be computed twice, by the cheapest sum of the widths that
/// exist. Both are found once for short ranges; a long one consists of, or begins with, tiles of the best width.
///
/// The cost of one term of a tile is counted in multiply-adds of a vector: as many as it has sums, but at least those
/// that fit into the latency of one (two units, four cycles), and what its loop costs besides.
public final class TileSplit {
    private static final int LATENCY = 8;
    private static final int OVERHEAD = 3;

    private final int[] widths;
    private final int best;
    private final int[] first;
    private final int[] covering;

    /// @param widths the widths that exist; one of them must be 1
    /// @param sums vectors of sums that a tile has per pixel
    public TileSplit(int[] widths, int sums) {
        this.widths = widths.clone();
        best = cheapest(widths, sums);
        first = new int[4 * Arrays.stream(widths).max().orElseThrow() + 1];
        covering = new int[first.length];
        int[] cost = new int[first.length];
        for (int count = 1; count < first.length; count++) {
            cost[count] = Integer.MAX_VALUE;
            for (int width : widths) {
                if (width <= count && cost(width, sums) + cost[count - width] < cost[count]) {
                    cost[count] = cost(width, sums) + cost[count - width];
                    first[count] = width;
                }
            }
            covering[count] = covering(count, widths, sums);
        }
    }

    private static int covering(int count, int[] widths, int sums) {
        int best = 1;
        int least = Integer.MAX_VALUE;
        for (int width : widths) {
            int cost = (count + width - 1) / width * cost(width, sums);
            if (width <= count && cost < least) {
                least = cost;
                best = width;
            }
        }
        return best;
    }

    private static int cost(int width, int sums) {
        return Math.max(LATENCY, width * sums) + OVERHEAD;
    }

    /// The width with the smallest cost per pixel.
    private static int cheapest(int[] widths, int sums) {
        int best = 1;
        for (int width : widths) {
            if ((long) cost(width, sums) * best < (long) cost(best, sums) * width) {
                best = width;
            }
        }
        return best;
    }

    /// The widths that exist, as they were given.
    public int[] widths() {
        return widths.clone();
    }

    /// The one width whose tiles cover a range of `count > 0` pixels, the last one moved back.
    public int covering(int count) {
        return count < covering.length ? covering[count] : best;
    }

    /// Width of the first tile where `count > 0` pixels are left and none may be computed twice.
    public int next(int count) {
        return count < first.length ? first[count] : best;
    }

    /// The different widths that [#next] cuts a range of `count` pixels into, in the order of their first use.
    public int[] parts(int count) {
        int[] parts = new int[first.length];
        int n = 0;
        for (int left = count; left > 0; left -= next(left)) {
            int width = next(left);
            if (Arrays.stream(parts, 0, n).noneMatch(w -> w == width)) {
                parts[n++] = width;
            }
        }
        return Arrays.copyOf(parts, n);
    }
}
