package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatchesTest {
    @TempDir
    Path temp;

    /// Every pixel, up to the border: without padding both ways see the same.
    @ParameterizedTest
    @ValueSource(ints = {3, 9, 31})
    void patchByPatchAndAtOnceAreEqual(int field) {
        Random random = new Random(field);
        float[] x = new float[3 * 36 * 38];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat();
        }
        PatchDescriptors d = PatchDescriptors.of(Tensor.wrap(Shape.of(3, 36, 38), x), field, 48);
        assertThat(d.pixels()).isEqualTo((36L - field + 1) * (38 - field + 1));
        assertThat(d.patches()).isEqualTo(48);
        assertThat(d.difference()).isLessThan(1e-5);
    }

    @Test
    void theCommandMeasuresAnImage() throws IOException {
        Path image = Squares.png(temp.resolve("a.png"), 0, 28, false);
        Run r = Run.of("patches", image.toString(), "--field", "9,13", "--patches", "64", "--json");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat((List<?>) r.json().get("fields"))
                .hasSize(2)
                .allSatisfy(f -> assertThat(((Map<?, ?>) f).get("patches")).isEqualTo(64L));
        Run even = Run.of("patches", image.toString(), "--field", "8");
        assertThat(even.err()).startsWith("noyau: --field: expects odd numbers from 3 on");
        Run large = Run.of("patches", image.toString(), "--field", "31");
        assertThat(large.err()).contains("a patch of 31×31 does not fit into").contains("which is 28×28");
    }
}
