package dev.noyau.formats.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {
    @TempDir
    Path folder;

    /// Images whose first pixel is their number, and whose class is a function of it.
    private void write(String name, int first, int count, int labels, int classes) throws IOException {
        byte[] b = new byte[count * (labels + 3072)];
        for (int i = 0; i < count; i++) {
            int at = i * (labels + 3072);
            b[at + labels - 1] = (byte) ((first + i) % classes);
            b[at + labels] = (byte) (first + i);
            b[at + labels + 3071] = (byte) 255;
        }
        Files.write(folder.resolve(name), b);
    }

    private void ten() throws IOException {
        for (int k = 1; k <= 5; k++) {
            write("data_batch_" + k + ".bin", 3 * k, 3, 1, 10);
        }
        write("test_batch.bin", 100, 2, 1, 10);
    }

    private static void check(Dataset d, int index, int first, int target) {
        float[] values = new float[3072];
        long[] t = new long[1];
        d.read(index, values, 0, Targets.classes(t), 0);
        assertThat(values[0]).isEqualTo(first / 255f);
        assertThat(values[3071]).isEqualTo(1);
        assertThat(t[0]).isEqualTo(target);
    }

    @Test
    void tenClassesInSixFiles() throws IOException {
        ten();
        Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
        CifarFolder c = CifarFolder.read(folder);
        assertThat(c.train().size()).isEqualTo(15);
        assertThat(c.train().shape()).isEqualTo(Shape.of(3, 32, 32));
        assertThat(c.test().labels()).hasSize(10).endsWith("j");
        check(c.train(), 14, 17, 7);
        check(c.test(), 1, 101, 1);
        check(CifarFolder.test(folder), 0, 100, 0);
    }

    @Test
    void aHundredClassesWithTheirFineLabels() throws IOException {
        write("train.bin", 0, 3, 2, 100);
        write("test.bin", 70, 2, 2, 100);
        CifarFolder c = CifarFolder.read(folder);
        assertThat(c.train().classes()).isEqualTo(100);
        check(c.test(), 1, 71, 71);
    }

    @Test
    void whatIsNoCifarIsRefused() throws IOException {
        assertThatThrownBy(() -> CifarFolder.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> CifarFolder.read(folder)).hasMessageContaining("neither test_batch.bin");
        ten();
        write("data_batch_4.bin", 5, 2, 1, 12);
        CifarFolder.test(folder);
        Files.write(folder.resolve("data_batch_2.bin"), new byte[3074]);
        assertThatThrownBy(() -> CifarFolder.read(folder))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("data_batch_2.bin: has 3074 bytes, images of 3073 bytes were expected");
        write("test_batch.bin", 10, 2, 1, 100);
        assertThatThrownBy(() -> CifarFolder.test(folder))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("image 0 has class 10, the classes are 0 to 9");
        Files.delete(folder.resolve("test_batch.bin"));
        assertThatThrownBy(() -> CifarFolder.test(folder)).hasMessageContaining("neither test_batch.bin");
        Files.writeString(folder.resolve("fine_label_names.txt"), "one\n");
        write("test.bin", 70, 2, 2, 100);
        assertThatThrownBy(() -> CifarFolder.test(folder)).hasMessageContaining("has 1 names, there are 100 classes");
    }
}
