package dev.noyau.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.noyau.cpu.CpuBackend;
import dev.noyau.data.Batch;
import dev.noyau.data.ByteDataset;
import dev.noyau.data.Dataset;
import dev.noyau.data.Loader;
import dev.noyau.graph.Backend;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Parameters;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.Zoo;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A warm training step allocates nothing: neither the thread that trains nor the one that loads.
class AllocationTest {
    private static final int BATCH = 32;

    /// Epochs of 101 samples: each ends with a smaller batch, which has a plan of its own.
    private static final int SAMPLES = 101;

    private static final int WARM_EPOCHS = 10;
    private static final int EPOCHS = 200;

    /// What counting itself and the odd JVM event may cost; a step that allocated 16 bytes would be far above.
    private static final long TOLERANCE = 4096;

    /// Computes nothing, so that what is left is the trainer's own.
    private record Idle(Graph graph, float[] one) implements Executable {
        @Override
        public void bind(String input, float[] values) {}

        @Override
        public void bind(String input, long[] values) {}

        @Override
        public void run(Parameters parameters, Parameters state, @Nullable Parameters gradients) {
            if (gradients != null) {
                Arrays.fill(gradients.slab(), 0.01f);
            }
        }

        @Override
        public float[] result(String output) {
            return one;
        }

        @Override
        public long[] integers(String output) {
            return new long[0];
        }
    }

    private record IdleBackend() implements Backend {
        @Override
        public String name() {
            return "idle";
        }

        @Override
        public Executable compile(Graph graph) {
            return new Idle(graph, new float[] {1});
        }
    }

    /// Without computing, so that it is the trainer and the loader alone; then with one and two threads that
    /// compute.
    static Stream<Backend> backends() {
        return Stream.of(new IdleBackend(), CpuBackend.of(1), CpuBackend.of(2));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void warmStepsAllocateNothing(Backend backend) {
        check(Trainer.of(Zoo.get("course-tiny", Shape.of(1, 28, 28), 10))
                .backend(backend)
                .schedule(Schedules.oneCycle())
                .clipNorm(1));
    }

    /// Neither does any optimizer, with all that can be set beside it.
    @ParameterizedTest
    @ValueSource(strings = {"rmsprop", "adagrad", "adadelta", "lion", "muon"})
    void optimizersAllocateNothing(String optimizer) {
        try (CpuBackend backend = CpuBackend.of(2)) {
            check(Trainer.of(Zoo.get("course-tiny", Shape.of(1, 28, 28), 10))
                    .backend(backend)
                    .optimizer(Optimizers.get(optimizer, 0.01))
                    .group(ParameterGroup.of("*.bias").rate(2))
                    .decayWeightsOnly()
                    .clipValue(0.005)
                    .clipNorm(1)
                    .averaging(0.99));
        }
    }

    private static void check(Training training) {
        Dataset data = ByteDataset.of(new byte[SAMPLES * 784], new byte[SAMPLES], Shape.of(1, 28, 28), List.of());
        try (Trainer trainer = training.open();
                Loader loader = new Loader(data, Loader.Plan.shuffled(BATCH, 1), 0, 0, WARM_EPOCHS + EPOCHS)) {
            long before = 0;
            for (Batch b = loader.next(); b != null; b = loader.next()) {
                if (b.epoch() == WARM_EPOCHS && b.position() == 0) {
                    before = allocated();
                }
                trainer.step(b, training.schedule().rate(0.01, trainer.steps(), 1000));
            }
            assertThat(allocated() - before).as("bytes in %d steps", EPOCHS * 4).isLessThan(TOLERANCE);
        }
    }

    /// Bytes that this thread and the library's own have allocated so far, without what counting allocates.
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().threadId();
        long own = threads.getThreadAllocatedBytes(self) - counted;
        long[] ids = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("noyau-"))
                .mapToLong(Thread::threadId)
                .toArray();
        long others = Arrays.stream(threads.getThreadAllocatedBytes(ids))
                .filter(b -> b > 0)
                .sum();
        counted = threads.getThreadAllocatedBytes(self) - own;
        return own + others;
    }

    private static long counted;
}
