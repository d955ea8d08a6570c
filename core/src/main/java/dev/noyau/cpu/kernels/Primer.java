package dev.noyau.cpu.kernels;

import java.util.Arrays;

/// Makes the JIT compile vector kernels before they are needed. Until then a vector kernel is about a thousand times
/// slower, because each vector is an object; and a kernel that first meets its real work is compiled only after seconds
/// of that, for its calls are long and few. Priming is some thousand tiny calls of exactly the tiles that a plan uses,
/// the forward ones first, while other threads load the data.
///
/// All tiles are called before the first is waited for: C2 compiles one while the next is being called.
public final class Primer {
    /// Terms of a sum in one call of eight; the others have none, which costs half as much until it is compiled. The
    /// loop must turn now and then, or C2 takes it for one that never does.
    private static final int TERMS = 8;

    private static final int EVERY = 8;

    /// After so many calls the JIT has a kernel on its list; then only the compilation is waited for.
    private static final int CALLS = 6000;

    private static final int BATCH = 64;
    private static final int WAITS = 2000;
    private static final long PAUSE_MILLIS = 3;

    /// A call surely takes less than this if it is compiled (about 80 ns), and more if it is not (2000 ns at best).
    private static final long COMPILED_NANOS = 600;

    /// One kernel and arguments for it.
    private static final class Job {
        final Object key;
        final Call call;
        boolean compiled;

        Job(Object key, Call call) {
            this.key = key;
            this.call = call;
        }
    }

    private interface Call {
        void run(boolean terms);
    }

    private record TileKey(Family family, int blocks, int width) {}

    private final Kernels kernels;
    private Job[] jobs = {};

    public Primer(Kernels kernels) {
        this.kernels = kernels;
    }

    /// Primes the tiles of one range, see [#run].
    public static void prime(Kernels kernels, Family family, int blocks, int pixels) {
        Primer primer = new Primer(kernels);
        primer.add(family, blocks, pixels);
        primer.run();
    }

    /// Adds the tiles that a range of `pixels` pixels is cut into. They are primed in the order in which they came; one
    /// that is there already is not added again.
    public void add(Family family, int blocks, int pixels) {
        if (kernels instanceof ScalarKernels || pixels == 0) {
            return;
        }
        TileSplit split = kernels.split(family, blocks);
        add(family, blocks, family == Family.GRADIENT ? split.parts(pixels) : new int[] {split.covering(pixels)});
    }

    /// The same for sums that go on, of which no pixel may be computed twice.
    public void addParts(Family family, int pixels) {
        if (!(kernels instanceof ScalarKernels)) {
            add(family, 1, kernels.split(family, 1).parts(pixels));
        }
    }

    private void add(Family family, int blocks, int[] widths) {
        for (int width : widths) {
            Tile tile = tile(family, blocks, width);
            add(new TileKey(family, blocks, width), terms -> {
                tile.t1 = terms ? TERMS : 0;
                switch (family) {
                    case RUNS, SINGLES -> kernels.multiply(tile, blocks, 0, width);
                    case GRADIENT -> kernels.gradient(tile, blocks, 0, width);
                    case CHANNELS -> kernels.channels(tile, 0, width);
                }
            });
        }
    }

    /// Adds a transform.
    public void add(Transform kind) {
        if (kernels instanceof ScalarKernels) {
            return;
        }
        Patches c = new Patches();
        c.from = new float[kind.from * kind.from * Kernels.LANES];
        c.fromCol = Kernels.LANES;
        c.fromRow = kind.from * Kernels.LANES;
        c.to = new float[kind.to * kind.to * Kernels.LANES];
        c.toCol = Kernels.LANES;
        c.toRow = kind.to * Kernels.LANES;
        c.fo = new int[1];
        c.oo = new int[1];
        add(kind, terms -> kernels.transform(kind, c, 0, 1));
    }

    private void add(Object key, Call call) {
        if (Arrays.stream(jobs).noneMatch(j -> j.key.equals(key))) {
            jobs = Arrays.copyOf(jobs, jobs.length + 1);
            jobs[jobs.length - 1] = new Job(key, call);
        }
    }

    /// Returns once all tiles run compiled, or when the thread is interrupted (it stays so), or when this JVM does not
    /// compile them in some seconds. A third of a second for each that is new, on an idle machine.
    public void run() {
        for (Job job : jobs) {
            for (int calls = 0; calls < CALLS && !compiled(job); calls += BATCH) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        }
        for (int i = 0; i < WAITS && !allCompiled(); i++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean allCompiled() {
        boolean all = true;
        for (Job job : jobs) {
            all &= compiled(job);
        }
        return all;
    }

    /// Makes a batch of calls, unless the tile was as fast as a compiled one before, and says whether it is now.
    private boolean compiled(Job job) {
        if (job.compiled) {
            return true;
        }
        long start = System.nanoTime();
        for (int i = 0; i < BATCH; i++) {
            job.call.run(i % EVERY == 0);
        }
        job.compiled = System.nanoTime() - start < BATCH * COMPILED_NANOS;
        return job.compiled;
    }

    private static Tile tile(Family family, int blocks, int width) {
        Tile tile = new Tile();
        tile.run = family == Family.RUNS ? 4 : 1;
        tile.tab = new int[TERMS];
        tile.wtab = new int[TERMS];
        for (int t = 0; t < TERMS; t++) {
            tile.tab[t] = t;
            tile.wtab[t] = t * Kernels.LANES;
        }
        tile.wBlk = TERMS * Kernels.LANES;
        tile.w = new float[TERMS * blocks * Kernels.LANES];
        tile.in = new float[TERMS + width + Kernels.LANES];
        tile.xo = new int[width];
        tile.oo = new int[width];
        for (int p = 0; p < width; p++) {
            tile.xo[p] = p;
            tile.oo[p] = p * Kernels.LANES;
        }
        tile.outBlk = width * Kernels.LANES;
        tile.out = new float[blocks * tile.outBlk];
        return tile;
    }
}
