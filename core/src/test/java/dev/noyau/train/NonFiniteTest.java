package dev.noyau.train;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.checkpoints;
import static dev.noyau.train.FitOptions.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.data.Dataset;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Sequential;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A loss that is not a number ends training, with the place where it began.
class NonFiniteTest {
    private static final Dataset DATA = Blobs.data(40, 1);

    @Test
    void theLayerThatOverflowsIsNamed() {
        Layer square = (s, x) -> {
            var y = x;
            for (int i = 0; i < 12; i++) {
                y = s.op(new dev.noyau.graph.op.Mul(), y, y);
            }
            return y;
        };
        Layer tenfold = (s, x) -> s.op(
                new dev.noyau.graph.op.Mul(), x, s.op(new dev.noyau.graph.op.BroadcastTo(x.shape()), s.constant(10)));
        Network net = Network.of(Shape.of(2), Sequential.of(tenfold, square, Linear.of(3)));
        List<TrainingEvent> events = new ArrayList<>();
        try (Trainer t = Trainer.of(net)
                .backend(new ReferenceBackend())
                .listener(events::add)
                .open()) {
            float[] before = t.parameters().slab().clone();
            assertThatThrownBy(() -> t.fit(DATA, batch(16)))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageMatching(
                            "the loss is (NaN|Infinity) at step 1 \\(epoch 1\\): the first value that is not"
                                    + " finite appeared in layer '1' \\(Mul\\)\\. Lower the learning rate \\(it was 0\\.001\\).*");
            assertThat(t.parameters().slab()).isEqualTo(before);
        }
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        TrainingEvent.NonFinite.class,
                        n -> assertThat(n.layer()).isEqualTo("1"));
    }

    @Test
    void theSampleThatIsNotFiniteIsNamed() {
        float[][] x = new float[5][2];
        x[3][1] = Float.NaN;
        Dataset broken = Dataset.of(x, new int[5], Shape.of(2));
        try (Trainer t =
                Trainer.of(Blobs.network()).backend(new ReferenceBackend()).open()) {
            assertThatThrownBy(() -> t.fit(broken))
                    .hasMessageContaining("the input of sample 3 holds a value that is not");
        }
    }

    @Test
    void theLastGoodCheckpointStays() throws IOException {
        Path file = Path.of("good.memory");
        Schedule explodes = (base, step, total) -> step < 4 ? base : 1e38;
        Training training = Trainer.of(Blobs.network())
                .optimizer(Optimizers.sgd(0.1))
                .schedule(explodes)
                .backend(new ReferenceBackend());
        try (Trainer t = training.open()) {
            assertThatThrownBy(() -> t.fit(DATA, epochs(3), batch(16), checkpoints(file, 1)))
                    .hasMessageContaining("at step ")
                    .hasMessageEndingWith("; the last good checkpoint is good.memory");
        }
        try (Trainer t = training.open()) {
            t.resume(file);
            assertThat(t.parameters().slab()).doesNotContain(Float.NaN, Float.POSITIVE_INFINITY);
            assertThat(t.evaluate(DATA).loss()).isFinite();
        }
    }
}
