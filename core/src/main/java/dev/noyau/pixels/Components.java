package dev.noyau.pixels;

/// Connected components of a mask: pixels that touch, also at a corner, belong to one object.
///
/// @param labels (H, W) in row-major order: 0 outside, else the object's number from 1, in the order of their first
///     pixels
/// @param count of the objects
public record Components(Labels labels, int count) {

    /// Numbers of objects, pixel by pixel; not copied.
    public static final class Labels {
        private final int[] values;

        private Labels(int[] values) {
            this.values = values;
        }

        public int size() {
            return values.length;
        }

        public int at(int pixel) {
            return values[pixel];
        }
    }

    /// The objects of a mask.
    ///
    /// @param mask (H, W) in row-major order
    public static Components of(boolean[] mask, int width) {
        int[] parent = new int[mask.length];
        for (int i = 0; i < mask.length; i++) {
            parent[i] = i;
            if (!mask[i]) {
                continue;
            }
            int x = i % width;
            join(mask, parent, i, i - 1, x > 0);
            join(mask, parent, i, i - width - 1, x > 0);
            join(mask, parent, i, i - width, true);
            join(mask, parent, i, i - width + 1, x < width - 1);
        }
        int[] labels = new int[mask.length];
        int count = 0;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i]) {
                int root = root(parent, i);
                labels[i] = root == i ? ++count : labels[root];
            }
        }
        return new Components(new Labels(labels), count);
    }

    /// Objects that are numbered already; 0 is outside.
    public static Components of(int[] labels) {
        int most = 0;
        for (int l : labels) {
            most = Math.max(most, l);
        }
        return new Components(new Labels(labels), most);
    }

    private static void join(boolean[] mask, int[] parent, int i, int j, boolean inside) {
        if (inside && j >= 0 && mask[j]) {
            int a = root(parent, i);
            int b = root(parent, j);
            // The root is the first pixel, so that it is numbered before the others.
            parent[Math.max(a, b)] = Math.min(a, b);
        }
    }

    private static int root(int[] parent, int i) {
        int r = i;
        while (parent[r] != r) {
            parent[r] = parent[parent[r]];
            r = parent[r];
        }
        return r;
    }

    /// Without objects of fewer pixels; the others are numbered anew.
    public Components atLeast(int pixels) {
        int[] area = areas();
        int[] number = new int[count + 1];
        int kept = 0;
        for (int o = 1; o <= count; o++) {
            number[o] = area[o] >= pixels ? ++kept : 0;
        }
        int[] values = new int[labels.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number[labels.at(i)];
        }
        return new Components(new Labels(values), kept);
    }

    /// Pixels of each object, by its number; what is outside under 0.
    public int[] areas() {
        int[] area = new int[count + 1];
        for (int i = 0; i < labels.size(); i++) {
            area[labels.at(i)]++;
        }
        return area;
    }
}
