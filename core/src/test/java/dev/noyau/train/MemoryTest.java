package dev.noyau.train;

import static dev.noyau.train.FitOptions.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.graph.MemoryException;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What does not fit is said before it is tried.
class MemoryTest {
    /// 250 images of 256 channels at 512×512 are 62 GiB: more than the heap, and more than one array.
    @Test
    void aStepThatDoesNotFit() {
        Network large = Network.of(
                Shape.of(1, 512, 512), Sequential.of(Conv2d.of(256, 3).same(), Conv2d.of(2, 512)));
        Dataset data = new Dataset() {
            @Override
            public Shape shape() {
                return Shape.of(1, 512, 512);
            }

            @Override
            public int size() {
                return 512;
            }

            @Override
            public void read(int index, float[] inputs, int at, Targets targets, int targetAt) {}
        };
        try (Trainer t = Trainer.of(large).threads(1).open()) {
            assertThatThrownBy(() -> t.fit(data, batch(250)))
                    .isInstanceOfAny(MemoryException.class, IllegalArgumentException.class)
                    .hasMessageMatching(".* needs? [0-9,]+ MiB .* smaller batch.*");
        }
    }

    /// 2·10^9 weights, four slabs of them.
    @Test
    void parametersThatDoNotFit() {
        Network large = Network.of(Shape.of(1, 1000, 1000), Sequential.of(new Flatten(), Linear.of(2000)));
        assertThatThrownBy(() -> Trainer.of(large).threads(1).open())
                .isInstanceOf(MemoryException.class)
                .hasMessageMatching(
                        "not enough memory: training 2,000,002,000 parameters with adamw needs 30,517 MiB for"
                                + " them, .*; allow a larger heap with -Xmx, or take a smaller network");
    }

    @Test
    void thePlanTellsItsMemory() {
        List<TrainingEvent> events = new ArrayList<>();
        try (Trainer t =
                Trainer.of(Blobs.network()).threads(1).listener(events::add).open()) {
            t.fit(Blobs.data(64, 1), batch(32));
        }
        assertThat(events.getFirst())
                .isInstanceOfSatisfying(
                        TrainingEvent.Started.class,
                        s -> assertThat(s.planBytes().orElse(0)).isPositive());
    }
}
