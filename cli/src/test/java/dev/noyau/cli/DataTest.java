package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataTest {
    @Test
    void namesForFolders() {
        assertThat(Data.shortName("mnist")).isEqualTo("mnist");
        assertThat(Data.shortName("idx:/data/Fashion MNIST/")).isEqualTo("fashion-mnist");
        assertThat(Data.shortName("idx:/")).isEqualTo("data");
    }

    @Test
    void normalises() {
        Dataset plain = Dataset.of(new float[][] {{0.5f, 1, 0, 0.25f}}, new int[] {3}, Shape.of(2, 1, 2));
        Dataset d = Data.normalised(plain, List.of(0.5f, 0f), List.of(0.5f, 0.25f));
        float[] values = new float[5];
        long[] label = new long[1];
        d.read(0, values, 1, Targets.classes(label), 0);
        assertThat(values).containsExactly(0, 0, 1, 0, 1);
        assertThat(label).containsExactly(3);
        assertThat(Data.normalised(plain, List.of(), List.of())).isSameAs(plain);
    }
}
