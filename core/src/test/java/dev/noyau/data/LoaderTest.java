package dev.noyau.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoaderTest {
    private static final Dataset TEN = DatasetTest.numbered(10);

    /// All batches from a place on, each as `epoch/position: samples`.
    private static List<String> batches(Loader.Plan plan, int epoch, int position, int epochs) {
        List<String> all = new ArrayList<>();
        try (Loader l = new Loader(TEN, plan, epoch, position, epochs)) {
            for (Batch b = l.next(); b != null; b = l.next()) {
                List<Integer> samples = new ArrayList<>();
                for (int i = 0; i < b.size(); i++) {
                    samples.add((int) b.inputs()[2 * i]);
                    assertThat(b.index(i)).isEqualTo(samples.get(i));
                    assertThat(b.targets().classes()[i]).isEqualTo(samples.get(i) % 3);
                }
                assertThat(b.shape()).isEqualTo(Shape.of(samples.size(), 2));
                all.add(b.epoch() + "/" + b.position() + ": " + samples);
            }
            assertThat(l.next()).isNull();
        }
        return all;
    }

    @Test
    void inOrderEverySampleComesOnceAndTheLastBatchIsSmaller() {
        assertThat(batches(Loader.Plan.inOrder(4), 0, 0, 1))
                .containsExactly("0/0: [0, 1, 2, 3]", "0/1: [4, 5, 6, 7]", "0/2: [8, 9]");
        assertThat(batches(Loader.Plan.inOrder(4).dropLast(true), 0, 0, 1))
                .containsExactly("0/0: [0, 1, 2, 3]", "0/1: [4, 5, 6, 7]");
        assertThat(batches(Loader.Plan.inOrder(64), 0, 0, 1)).containsExactly("0/0: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]");
    }

    @Test
    void eachEpochHasAnOrderOfItsOwnThatTheSeedDecides() {
        List<String> all = batches(Loader.Plan.shuffled(5, 42), 0, 0, 3);
        assertThat(all).hasSize(6).isEqualTo(batches(Loader.Plan.shuffled(5, 42), 0, 0, 3));
        assertThat(all).isNotEqualTo(batches(Loader.Plan.shuffled(5, 43), 0, 0, 3));
        assertThat(all.get(0).substring(4)).isNotEqualTo(all.get(2).substring(4));
    }

    @Test
    void startingInTheMiddleGivesWhatWouldHaveCome() {
        for (boolean drop : new boolean[] {false, true}) {
            Loader.Plan plan = Loader.Plan.shuffled(3, 7).dropLast(drop);
            int perEpoch = plan.batches(10);
            List<String> all = batches(plan, 0, 0, 4);
            for (int k = 0; k < all.size(); k++) {
                assertThat(batches(plan, k / perEpoch, k % perEpoch, 4)).isEqualTo(all.subList(k, all.size()));
            }
            assertThat(batches(plan, 4, 0, 4)).isEmpty();
        }
    }

    @Test
    void dataWithoutABatchIsRefused() {
        assertThatThrownBy(() -> new Loader(DatasetTest.numbered(0), Loader.Plan.inOrder(4), 0, 0, 1))
                .hasMessage("the data set is empty");
        assertThatThrownBy(() -> new Loader(TEN, Loader.Plan.inOrder(16).dropLast(true), 0, 0, 1))
                .hasMessageContaining("10 samples, fewer than one batch of 16");
        assertThatThrownBy(() -> Loader.Plan.inOrder(0)).hasMessageContaining("batch size");
    }

    @Test
    void aSampleThatCannotBeReadFailsInTheReader() {
        Dataset broken = new Dataset() {
            @Override
            public Shape shape() {
                return Shape.of(1);
            }

            @Override
            public int size() {
                return 100;
            }

            @Override
            public void read(int index, float[] inputs, int at, Targets targets, int targetAt) {
                if (index == 50) {
                    throw new IllegalStateException("the disk is gone");
                }
            }
        };
        try (Loader l = new Loader(broken, Loader.Plan.inOrder(8), 0, 0, 1)) {
            assertThatThrownBy(() -> {
                        while (l.next() != null) {}
                    })
                    .hasMessage("a sample could not be read: the disk is gone");
        }
    }

    @Test
    void anInterruptedReaderStillGetsItsBatches() {
        try (Loader l = new Loader(TEN, Loader.Plan.inOrder(2), 0, 0, 1)) {
            Thread.currentThread().interrupt();
            int count = 0;
            while (l.next() != null) {
                count++;
            }
            assertThat(count).isEqualTo(5);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
