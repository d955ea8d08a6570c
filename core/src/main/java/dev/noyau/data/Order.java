package dev.noyau.data;

import dev.noyau.graph.op.Random32;

/// The order in which samples are taken: a function of (seed, epoch) alone.
final class Order {
    /// Stands where an epoch would, so that a split and an epoch never share their numbers.
    static final long SPLIT = -1;

    /// Tells these numbers apart from those of other uses of the same seed.
    private static final long STREAM = 0x6f72646572L;

    private Order() {}

    static int[] shuffled(int n, long seed, long epoch) {
        int[] order = new int[n];
        identity(order);
        shuffle(order, seed, epoch);
        return order;
    }

    static void identity(int[] order) {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
    }

    /// Fisher and Yates's shuffle (Durstenfeld 1964), from the end.
    static void shuffle(int[] order, long seed, long epoch) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = (int) Math.unsignedMultiplyHigh(Random32.bits(seed, epoch, STREAM, i), i + 1L);
            int t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
    }
}
