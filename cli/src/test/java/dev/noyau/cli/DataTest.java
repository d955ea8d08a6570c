package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataTest {
    @Test
    void namesForFolders() {
        assertThat(Data.shortName("mnist")).isEqualTo("mnist");
        assertThat(Data.shortName("idx:/data/Fashion MNIST/")).isEqualTo("fashion-mnist");
        assertThat(Data.shortName("idx:/")).isEqualTo("data");
    }

    @Test
    void imagesInAnotherSizeAndColour() throws IOException {
        Arguments a = Arguments.of(Map.of("--size", "3x32x32", "--mean", "0.5,0.5,0.5", "--std", "1,1,1"), List.of());
        Data d = Data.open("mnist", DataOptions.of(a), 1);
        assertThat(d.train().shape()).isEqualTo(Shape.of(3, 32, 32));
        assertThat(d.test().shape()).isEqualTo(Shape.of(3, 32, 32));
        assertThat(d.test().mean()).containsExactly(0.5f, 0.5f, 0.5f);
        float[] values = new float[3 * 32 * 32];
        d.test().read(0, values, 0, Targets.classes(0), 0);
        assertThat(values[0]).isEqualTo(-0.5f);
        assertThat(values[16 * 32 + 16]).isEqualTo(values[1024 + 16 * 32 + 16]);
    }
}
