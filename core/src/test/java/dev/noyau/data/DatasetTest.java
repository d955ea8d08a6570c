package dev.noyau.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetTest {
    /// Samples that hold their own number, so that one sees where they went.
    static Dataset numbered(int n) {
        float[][] x = new float[n][2];
        int[] y = new int[n];
        for (int i = 0; i < n; i++) {
            x[i][0] = i;
            x[i][1] = -i;
            y[i] = i % 3;
        }
        return Dataset.of(x, y, Shape.of(2));
    }

    @Test
    void arraysAreRead() {
        Dataset d = numbered(10);
        float[] x = new float[6];
        long[] y = new long[3];
        d.read(7, x, 2, Targets.classes(y), 1);
        assertThat(x).containsExactly(0, 0, 7, -7, 0, 0);
        assertThat(y).containsExactly(0, 1, 0);
        assertThat(d.classes()).isEqualTo(3);
    }

    @Test
    void arraysThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> Dataset.of(new float[][] {{1, 2}, {3}}, new int[] {0, 0}, Shape.of(2)))
                .hasMessage("sample 1 has 1 values, a sample of shape 2 has 2");
        assertThatThrownBy(() -> Dataset.of(new float[3][2], new int[2], Shape.of(2)))
                .hasMessage("3 samples need as many targets, found 2");
        assertThatThrownBy(() -> numbered(3).subset(0, 3))
                .hasMessage("sample 3 does not exist: the data set has 3 samples");
    }

    @Test
    void targetsMayBeAClassAPixelOrNumbersToBeMet() {
        Dataset maps = Dataset.of(
                new float[2][4], new int[][] {{0, 1, 2, 0}, {4, 3, 0, 0}}, Shape.of(1, 2, 2), Shape.of(2, 2));
        assertThat(maps.classes()).isEqualTo(5);
        Batch b = Batch.room(maps, 2);
        b.fill(maps, new int[] {1, 0}, 0);
        assertThat(b.targets().classes()).containsExactly(4, 3, 0, 0, 0, 1, 2, 0);
        Dataset numbers = Dataset.of(new float[2][1], new float[][] {{0.5f, 1}, {2, 3}}, Shape.of(1), Shape.of(2));
        assertThat(numbers.targetType()).isEqualTo(DType.F32);
        Batch n = Batch.room(numbers.subset(1), 1);
        n.fill(numbers.subset(1), new int[] {0}, 0);
        assertThat(n.targets().values()).containsExactly(2, 3);
        assertThatThrownBy(() -> n.targets().classes()).hasMessage("the targets are numbers (F32), not classes");
        assertThatThrownBy(() -> Dataset.of(new float[1][1], new float[1][3], Shape.of(1), Shape.of(2)))
                .hasMessage("sample 0 has 3 targets, a target of shape 2 has 2");
    }

    @Test
    void bytesAreScaledAndNormalisedByChannel() {
        byte[] pixels = {0, (byte) 255, 51, 102, 0, 0, 0, (byte) 255};
        ByteDataset d = ByteDataset.of(pixels, new byte[] {1, (byte) 200}, Shape.of(2, 1, 2), List.of("a", "b"));
        float[] x = new float[4];
        long[] y = new long[1];
        d.read(0, x, 0, Targets.classes(y), 0);
        assertThat(x).containsExactly(0f, 1f, 51 / 255f, 102 / 255f);
        assertThat(y).containsExactly(1);
        ByteDataset n = d.normalised(List.of(0.5f, 0.2f), List.of(0.25f, 2f));
        n.read(0, x, 0, Targets.classes(y), 0);
        assertThat(x).containsExactly(-2f, 2f, (51 / 255f - 0.2f) / 2f, (102 / 255f - 0.2f) / 2f);
        n.read(1, x, 0, Targets.classes(y), 0);
        assertThat(y).containsExactly(200);
        assertThat(n.mean()).containsExactly(0.5f, 0.2f);
        assertThat(n.labels()).containsExactly("a", "b");
    }

    @Test
    void bytesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> ByteDataset.of(new byte[7], new byte[2], Shape.of(1, 2, 2), List.of()))
                .hasMessage("2 images of 1×2×2 have 8 bytes, found 7");
        ByteDataset d = ByteDataset.of(new byte[8], new byte[2], Shape.of(1, 2, 2), List.of());
        assertThatThrownBy(() -> d.normalised(List.of(0f, 0f), List.of(1f, 1f))).hasMessageContaining("1 channels");
        assertThatThrownBy(() -> d.normalised(List.of(0f), List.of(0f))).hasMessageContaining("positive");
    }

    @Test
    void splitHasEverySampleOnceAndIsTheSameForTheSameSeed() {
        Dataset d = numbered(100);
        Dataset.Split a = d.split(0.2, 5);
        assertThat(a.train().size()).isEqualTo(80);
        assertThat(a.validation().size()).isEqualTo(20);
        List<Integer> all = new ArrayList<>(numbers(a.train()));
        all.addAll(numbers(a.validation()));
        assertThat(all).containsExactlyInAnyOrderElementsOf(numbers(d));
        assertThat(numbers(d.split(0.2, 5).validation())).isEqualTo(numbers(a.validation()));
        assertThat(numbers(d.split(0.2, 6).validation())).isNotEqualTo(numbers(a.validation()));
        assertThatThrownBy(() -> d.split(0.001, 5)).hasMessageContaining("both parts must hold at least one");
        assertThatThrownBy(() -> d.split(1, 5)).hasMessageContaining("both parts");
    }

    private static List<Integer> numbers(Dataset d) {
        float[] x = new float[2];
        long[] y = new long[1];
        return IntStream.range(0, d.size())
                .mapToObj(i -> {
                    d.read(i, x, 0, Targets.classes(y), 0);
                    return (int) x[0];
                })
                .toList();
    }

    /// Each of the 24 orders of four samples comes about equally often: 24 cells, 24 000 draws, so 1000 ± 5
    /// deviations.
    @Test
    void everyOrderIsEquallyLikely() {
        int[] count = new int[256];
        for (int seed = 0; seed < 24_000; seed++) {
            int[] o = Order.shuffled(4, seed, 3);
            count[o[0] * 64 + o[1] * 16 + o[2] * 4 + o[3]]++;
        }
        assertThat(IntStream.of(count).filter(c -> c > 0).toArray()).hasSize(24);
        assertThat(IntStream.of(count).filter(c -> c > 0).boxed())
                .allSatisfy(c -> assertThat(c).isBetween(1000 - 155, 1000 + 155));
    }
}
