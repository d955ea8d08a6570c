package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.ImageLayout.Halo;
import dev.noyau.compile.Partition;
import dev.noyau.compile.Plan;
import dev.noyau.cpu.kernels.Kernels;
import dev.noyau.cpu.kernels.Patches;
import dev.noyau.cpu.kernels.Pool;
import dev.noyau.cpu.kernels.Tile;
import java.util.HashMap;
import java.util.Map;

/// The memory of one executable: where each buffer's array is and where in it an image begins, for each worker.
final class Frame {
    final Plan plan;
    final Kernels kernels;
    private final float[] arena;
    private final float[][] arrays;
    private final int[] offsets;
    private final long[][] integers;
    private final Map<String, long[]> longs = new HashMap<>();
    private final Tile[] tiles;
    private final Pool[] pools;
    private final Patches[] patches;

    Frame(Plan plan, Kernels kernels, int threads) {
        this.plan = plan;
        this.kernels = kernels;
        long floats = plan.arenaFloats() + plan.workerFloats() * threads;
        if (floats > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException(
                    "the plan needs %,d MiB in one array, an array holds at most 8192 MiB; use a smaller batch or input"
                            .formatted(floats * 4 >> 20));
        }
        arena = new float[(int) floats];
        arrays = new float[plan.buffers().size()][];
        offsets = new int[arrays.length];
        integers = new long[arrays.length][];
        tiles = new Tile[threads];
        pools = new Pool[threads];
        patches = new Patches[threads];
        for (int i = 0; i < threads; i++) {
            tiles[i] = new Tile();
            pools[i] = new Pool();
            patches[i] = new Patches();
        }
        for (Buffer b : plan.buffers()) {
            offsets[b.id()] = b.offset();
            if (b.place() == Buffer.Place.WORKER) {
                offsets[b.id()] = Math.toIntExact(plan.arenaFloats() + b.offset());
            }
            arrays[b.id()] = arena;
        }
    }

    /// Says where a buffer outside the arena is.
    void set(Buffer b, float[] array, int offset) {
        arrays[b.id()] = array;
        offsets[b.id()] = offset;
    }

    void set(Buffer b, long[] values) {
        integers[b.id()] = values;
    }

    /// The array of a buffer of integers.
    long[] integers(Buffer b) {
        return integers[b.id()];
    }

    void set(String input, long[] values) {
        longs.put(input, values);
    }

    float[] array(Buffer b) {
        return arrays[b.id()];
    }

    long[] longs(String input) {
        long[] v = longs.get(input);
        if (v == null) {
            throw new IllegalStateException("input '" + input + "' is not bound");
        }
        return v;
    }

    /// Where an image begins, halo included.
    int base(Buffer b, int worker, int image) {
        int at = offsets[b.id()];
        int stride = b.layout().imageStride();
        if (b.place() == Buffer.Place.WORKER) {
            int shard = shardOf(image);
            return at
                    + worker * (int) plan.workerFloats()
                    + (image - Partition.from(plan.images(), shard, plan.shards())) * stride;
        }
        return at + image * stride;
    }

    private int shardOf(int image) {
        int shards = plan.shards();
        int s = (int) ((long) image * shards / plan.images());
        while (s + 1 < shards && Partition.from(plan.images(), s + 1, shards) <= image) {
            s++;
        }
        return s;
    }

    Tile tile(int worker) {
        return tiles[worker];
    }

    Patches patches(int worker) {
        return patches[worker];
    }

    Pool pool(int worker) {
        return pools[worker];
    }

    int workers() {
        return tiles.length;
    }

    /// First image of a part of a step that is divided by images.
    int firstImage(int part) {
        return Partition.from(plan.images(), part, plan.shards());
    }

    /// Makes the halo zero again where other values have used the memory.
    void clearHalo(Buffer b, int worker, int from, int to) {
        ImageLayout l = b.layout();
        Halo halo = l.halo();
        if (!b.reused() || halo.equals(Halo.NONE)) {
            return;
        }
        float[] a = array(b);
        for (int n = from; n < to; n++) {
            int base = base(b, worker, n);
            for (int k = 0; k < l.blocks(); k++) {
                int at = base + k * l.blockStride();
                int row = l.rowStride();
                java.util.Arrays.fill(a, at, at + halo.top() * row, 0);
                java.util.Arrays.fill(a, at + (halo.top() + l.h()) * row, at + l.blockStride(), 0);
                for (int y = 0; y < l.h(); y++) {
                    int line = at + (halo.top() + y) * row;
                    java.util.Arrays.fill(a, line, line + halo.left() * l.lanes(), 0);
                    java.util.Arrays.fill(a, line + (halo.left() + l.w()) * l.lanes(), line + row, 0);
                }
            }
        }
    }
}
