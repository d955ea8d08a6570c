package dev.noyau.bench;

import dev.noyau.cpu.kernels.Family;
import dev.noyau.cpu.kernels.KernelSelector;
import dev.noyau.cpu.kernels.Kernels;
import dev.noyau.cpu.kernels.Primer;
import dev.noyau.cpu.kernels.Tile;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/// The tile kernels on one core: the column `flops` is GFLOP/s, and [#peak] is what it can be at most, measured in the
/// same run.
///
/// The data are those of a 3×3 convolution on images of 28×28: forward and backward-data ([Family#RUNS]), the same on
/// an input of one channel ([Family#SINGLES]), backward-weights ([Family#GRADIENT]). A call computes a range of
/// pixels, tile by tile; `noyau.kernels` chooses the vector length, as everywhere.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class TileBenchmark {
    private static final int SIDE = 28;
    private static final int ROW = SIDE + 2;
    private static final int PIXELS = SIDE * SIDE;

    /// Two operations for each multiply-add.
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Counter {
        public double flops;
    }

    /// The kernels of this JVM.
    @State(Scope.Thread)
    public static class Chosen {
        final Kernels kernels = KernelSelector.kernels();
    }

    /// One tile size.
    @State(Scope.Thread)
    public static class Tiles {
        @Param({"RUNS", "SINGLES", "GRADIENT", "CHANNELS"})
        public Family family = Family.RUNS;

        @Param({"2", "1"})
        public int blocks = 2;

        /// Pixels of a call; 0 for the best width that exists.
        @Param({"0"})
        public int width;

        @Param({"144", "576"})
        public int terms = 144;

        private final Tile tile = new Tile();
        private int pixels;

        @Setup
        public void fill(Chosen chosen) {
            blocks = Math.min(blocks, chosen.kernels.blocks(family)[0]);
            pixels = width > 0 ? width : chosen.kernels.split(family, blocks).next(PIXELS);
            Tile t = tile;
            t.run = family == Family.RUNS ? 4 : 1;
            t.t1 = terms;
            t.tab = new int[terms];
            t.wtab = new int[terms];
            t.wBlk = (terms / SIDE + 1) * ROW * Kernels.LANES;
            int lanes = family == Family.SINGLES ? 1 : Kernels.LANES;
            for (int i = 0; i < terms; i++) {
                boolean gradient = family == Family.GRADIENT;
                t.tab[i] = gradient ? pixel(i) * lanes : tap(i, lanes);
                t.wtab[i] = pixel(i) * lanes;
            }
            t.xo = new int[PIXELS];
            t.oo = new int[PIXELS];
            for (int p = 0; p < PIXELS; p++) {
                t.xo[p] = pixel(p) * lanes;
                t.oo[p] = p * Kernels.LANES;
            }
            t.outBlk = PIXELS * Kernels.LANES;
            t.out = new float[blocks * t.outBlk];
            t.in = random(PIXELS + t.tab[terms - 1] + ROW * (ROW + 2) * lanes);
            t.w = random(Math.max(terms * Kernels.LANES, t.wBlk) * blocks);
            Primer.prime(chosen.kernels, family, blocks, pixels);
        }

        private static int pixel(int i) {
            return i / SIDE * ROW + i % SIDE;
        }

        /// Offset of a term of a 3×3 window: channel block, row, column, channel.
        private static int tap(int t, int lanes) {
            int tap = t / lanes % 9;
            return t / lanes / 9 * ROW * ROW * lanes + (tap / 3 * ROW + tap % 3) * lanes + t % lanes;
        }

        private static float[] random(int count) {
            Random random = new Random(1);
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = random.nextFloat() - 0.5f;
            }
            return values;
        }
    }

    @Benchmark
    public float[] tile(Chosen chosen, Tiles t, Counter counter) {
        if (t.family == Family.GRADIENT) {
            chosen.kernels.gradient(t.tile, t.blocks, 0, t.pixels);
        } else {
            chosen.kernels.multiply(t.tile, t.blocks, 0, t.pixels);
        }
        counter.flops += 2.0 * t.blocks * Kernels.LANES * t.pixels * t.terms;
        return t.tile.out;
    }

    @Benchmark
    public float peak(Chosen chosen, Counter counter) {
        int turns = 10_000;
        counter.flops += 2.0 * turns * Kernels.PEAK_TURN;
        return chosen.kernels.peak(turns);
    }

    /// Takes JMH's options, for example `-p blocks=2 -p width=10,8,6 TileBenchmark`.
    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        new Runner(new CommandLineOptions(args)).run();
    }
}
