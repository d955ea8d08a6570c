package dev.noyau.formats.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
    @TempDir
    Path folder;

    /// An image of one grey or colour.
    private void image(String name, int type, int size, int rgb) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(size, size, type);
        for (int i = 0; i < size * size; i++) {
            image.setRGB(i % size, i / size, rgb);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private void colour(String name, int rgb) throws IOException {
        image(name, BufferedImage.TYPE_INT_RGB, 4, rgb);
    }

    private static float first(Dataset d, int index, int target) {
        float[] values = new float[d.shape().intSize()];
        long[] t = new long[1];
        d.read(index, values, 0, Targets.classes(t), 0);
        assertThat(t[0]).isEqualTo(target);
        return values[0];
    }

    @Test
    void aFolderForEachClass() throws IOException {
        colour("b/1.png", 0xff0000);
        colour("b/deeper/2.PNG", 0x330000);
        image("a/3.png", BufferedImage.TYPE_INT_RGB, 9, 0x660000);
        Files.writeString(folder.resolve("a/notes.txt"), "no image");
        Files.createDirectories(folder.resolve(".hidden"));
        ImageFolder f = ImageFolder.read(folder);
        assertThat(f.test()).isEmpty();
        assertThat(f.train().labels()).containsExactly("a", "b");
        assertThat(f.train().shape()).isEqualTo(Shape.of(3, 9, 9));
        assertThat(first(f.train(), 0, 0)).isCloseTo(0x66 / 255f, within(1e-6f));
        assertThat(first(f.train(), 1, 1)).isEqualTo(1);
        assertThat(first(f.train(), 2, 1)).isCloseTo(0x33 / 255f, within(1e-6f));
        assertThat(f.train().file(2)).isEqualTo(folder.resolve("b/deeper/2.PNG"));
    }

    @Test
    void dividedByFoldersAndInAGivenSize() throws IOException {
        image("train/x/1.png", BufferedImage.TYPE_BYTE_GRAY, 5, 0xffffff);
        image("train/y/1.png", BufferedImage.TYPE_BYTE_GRAY, 5, 0);
        image("val/y/1.png", BufferedImage.TYPE_BYTE_GRAY, 3, 0);
        ImageFolder f = ImageFolder.read(folder);
        assertThat(f.train().shape()).isEqualTo(Shape.of(1, 5, 5));
        assertThat(f.test().orElseThrow().size()).isEqualTo(1);
        assertThat(first(f.test().orElseThrow(), 0, 1)).isZero();
        assertThat(ImageFolder.read(folder, Shape.of(3, 2, 4)).train().shape()).isEqualTo(Shape.of(3, 2, 4));
        colour("val/z/1.png", 0);
        assertThatThrownBy(() -> ImageFolder.read(folder)).hasMessageContaining("no such class in the folder train");
    }

    @Test
    void foldersThatHoldNoDataAreRefused() throws IOException {
        assertThatThrownBy(() -> ImageFolder.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> ImageFolder.read(folder)).hasMessageContaining("has no folders");
        Files.createDirectories(folder.resolve("a"));
        assertThatThrownBy(() -> ImageFolder.read(folder)).hasMessageContaining("hold no images");
        colour("train/a/1.png", 0);
        assertThatThrownBy(() -> ImageFolder.read(folder)).hasMessageContaining("but none named test, val");
    }

    @Test
    void aDamagedImageIsSaidWhenItIsRead() throws IOException {
        colour("a/1.png", 0);
        Files.writeString(folder.resolve("a/2.png"), "no picture");
        ImageFiles d = ImageFolder.read(folder).train();
        assertThatThrownBy(() -> first(d, 1, 0))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(FormatException.class)
                .hasMessageContaining("2.png: is not a picture");
    }

    private Path csv(String text) throws IOException {
        return Files.writeString(folder.resolve("list.csv"), text);
    }

    @Test
    void aListOfPathsAndLabels() throws IOException {
        colour("images/1.png", 0xff0000);
        colour("images/a, b.png", 0);
        ImageFiles d = ImageList.read(
                csv("\uFEFFPath,Label\r\nimages/1.png,dog\r\n\r\n\"images/a, b.png\",\"a \"\"cat\"\"\""));
        assertThat(d.labels()).containsExactly("a \"cat\"", "dog");
        assertThat(first(d, 0, 1)).isEqualTo(1);
        assertThat(first(d, 1, 0)).isZero();
        ImageFiles numbers = ImageList.read(csv("images/1.png,10\nimages/1.png,9\n"), Shape.of(1, 2, 2));
        assertThat(numbers.labels()).containsExactly("9", "10");
        assertThat(numbers.shape()).isEqualTo(Shape.of(1, 2, 2));
    }

    @Test
    void aListThatIsNotAsItShouldBeIsRefusedByItsLine() throws IOException {
        colour("1.png", 0);
        String[][] cases = {
            {"", "lists no images"},
            {"path,label\n", "lists no images"},
            {"1.png,a\n1.png\n", "line 2: expected a path and a label"},
            {"1.png,a\n\"1.png\n", "line 2: a quote is never closed"},
            {"\"1.png\"x,a\n", "line 1: goes on after a closing quote"},
            {"1.png,a\n2.png,a\n", "line 2: there is no file"},
            {"1.png, \n", "line 1: has no label"},
            {"1\0.png,a\n", "line 1: this is no path"},
        };
        for (String[] c : cases) {
            assertThatThrownBy(() -> ImageList.read(csv(c[0])))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("list.csv: ")
                    .hasMessageContaining(c[1]);
        }
        Files.write(folder.resolve("list.csv"), new byte[] {'1', (byte) 0xff});
        assertThatThrownBy(() -> ImageList.read(folder.resolve("list.csv"))).hasMessageContaining("no text in UTF-8");
    }
}
