package dev.noyau.cpu.kernels;

/// Makes the JIT compile vector kernels before they are needed. Until then a vector kernel is about a thousand times
/// slower, because each vector is an object; and a kernel that first meets its real work is compiled only after seconds
/// of
/// that, for its calls are long and few. Priming is some thousand tiny calls of exactly the tiles that a plan uses, in
/// a
/// background thread, the forward ones first.
public final class Primer {
    /// Terms of a sum in one call of eight; the others have none, which costs half as much until it is compiled.
    /// The loop must turn now and then, or C2 takes it for one that never does.
    private static final int TERMS = 8;

    private static final int EVERY = 8;

    /// After so many calls the JIT knows enough in any case; then only the compilation is awaited.
    private static final int CALLS = 12_000;

    private static final int BATCH = 64;
    private static final int BATCHES_AWAITING = 1000;
    private static final long PAUSE_MILLIS = 3;

    /// Nanoseconds that a call surely takes less than if it is compiled (about 80), and more if it is not (2000 at
    /// best).
    private static final long COMPILED_NANOS = 600;

    private final Kernels kernels;
    private final Family family;
    private final int blocks;
    private final int width;
    private final Tile tile = new Tile();

    private Primer(Kernels kernels, Family family, int blocks, int width) {
        this.kernels = kernels;
        this.family = family;
        this.blocks = blocks;
        this.width = width;
    }

    /// Returns once the tiles that a range of `pixels` pixels is cut into run compiled, or when the thread is
    /// interrupted (it stays so), or when this JVM does not compile them in some seconds. Half a second per tile
    /// that is new.
    public static void prime(Kernels kernels, Family family, int blocks, int pixels) {
        if (kernels instanceof ScalarKernels) {
            return;
        }
        for (int width : kernels.split(family, blocks).used(pixels)) {
            new Primer(kernels, family, blocks, width).run();
        }
    }

    private void run() {
        fill();
        for (int calls = 0; calls < CALLS; calls += BATCH) {
            if (compiled() || Thread.currentThread().isInterrupted()) {
                return;
            }
        }
        for (int i = 0; i < BATCHES_AWAITING && !compiled(); i++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void fill() {
        tile.run = family == Family.RUNS ? 4 : 1;
        tile.t1 = TERMS;
        tile.tab = new int[TERMS];
        tile.wtab = new int[TERMS];
        for (int t = 0; t < TERMS; t++) {
            tile.tab[t] = t;
            tile.wtab[t] = t * Kernels.LANES;
        }
        tile.wBlk = TERMS * Kernels.LANES;
        tile.w = new float[TERMS * blocks * Kernels.LANES];
        tile.in = new float[TERMS + width];
        tile.xo = new int[width];
        tile.oo = new int[width];
        for (int p = 0; p < width; p++) {
            tile.xo[p] = p;
            tile.oo[p] = p * Kernels.LANES;
        }
        tile.outBlk = width * Kernels.LANES;
        tile.out = new float[blocks * tile.outBlk];
    }

    /// Makes a batch of calls and says whether they were as fast as compiled ones.
    private boolean compiled() {
        long start = System.nanoTime();
        for (int i = 0; i < BATCH; i++) {
            tile.t1 = i % EVERY == 0 ? TERMS : 0;
            if (family == Family.GRADIENT) {
                kernels.gradient(tile, blocks, 0, width);
            } else {
                kernels.multiply(tile, blocks, 0, width);
            }
        }
        return System.nanoTime() - start < BATCH * COMPILED_NANOS;
    }
}
