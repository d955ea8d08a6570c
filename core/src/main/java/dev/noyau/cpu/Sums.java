package dev.noyau.cpu;

/// Sums in a fixed order.
final class Sums {
    private Sums() {}

    /// Adds `count` rows of `size` floats, `stride` apart, into the first, as a balanced tree: (0+1)+(2+3), ...
    static void tree(float[] a, int base, int stride, int count, int size) {
        for (int step = 1; step < count; step *= 2) {
            for (int i = 0; i + step < count; i += 2 * step) {
                add(a, base + i * stride, base + (i + step) * stride, size);
            }
        }
    }

    private static void add(float[] a, int to, int from, int size) {
        for (int i = 0; i < size; i++) {
            a[to + i] += a[from + i];
        }
    }
}
