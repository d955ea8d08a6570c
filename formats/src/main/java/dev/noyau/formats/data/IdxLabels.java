package dev.noyau.formats.data;

/// Class numbers as an IDX file holds them: one unsigned byte each.
public final class IdxLabels {
    private final byte[] values;

    IdxLabels(byte[] values) {
        this.values = values;
    }

    public int count() {
        return values.length;
    }

    /// The numbers themselves, not a copy.
    public byte[] values() {
        return values;
    }

    /// The largest of them; -1 where there are none.
    public int max() {
        int max = -1;
        for (byte b : values) {
            max = Math.max(max, b & 255);
        }
        return max;
    }

    /// How often each number up to the largest occurs.
    int[] counts() {
        int[] counts = new int[max() + 1];
        for (byte b : values) {
            counts[b & 255]++;
        }
        return counts;
    }
}
