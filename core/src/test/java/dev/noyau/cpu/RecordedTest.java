package dev.noyau.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.cpu.kernels.ScalarKernels;
import dev.noyau.graph.Executable;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedTest {
    private static final String EVENT = "dev.noyau.Step";

    @Test
    void aRecordingHasAnEventForEachPartOfEachStep(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("steps.jfr");
        Network network = Zoo.get("course-tiny", Shape.of(1, 28, 28), 10);
        try (CpuBackend backend = CpuBackend.of(2, ScalarKernels.INSTANCE);
                Recording recording = new Recording()) {
            recording.enable(EVENT);
            recording.start();
            CpuExecutable e = backend.compile(network.graph(Shape.of(16, 1, 28, 28), Mode.INFERENCE));
            e.bind(GraphSource.INPUT, new float[16 * 784]);
            run(e, network);
            recording.stop();
            recording.dump(file);
            run(e, network);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            long parts = e.plan().stages().stream()
                    .flatMap(s -> s.tasks().stream())
                    .mapToLong(t -> (long) t.parts() * t.steps().size())
                    .sum();
            assertThat(events)
                    .hasSize((int) parts)
                    .allMatch(v -> v.getEventType().getName().equals(EVENT));
            assertThat(events)
                    .filteredOn(v -> v.getString("step").startsWith("forward 1x28x28->3x14x14"))
                    .hasSize(16)
                    .allMatch(v -> v.getLong("macs") == 5292 && v.getInt("worker") < 2);
        }
    }

    private static void run(Executable e, Network network) {
        e.run(network.initialParameters(1), network.initialState(), null);
    }
}
