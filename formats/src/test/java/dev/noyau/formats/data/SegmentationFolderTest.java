package dev.noyau.formats.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.data.PixelDataset;
import dev.noyau.data.Targets;
import dev.noyau.formats.data.SegmentationFolder.Options;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentationFolderTest {
    @TempDir
    private Path dir;

    private static void write(Path file, BufferedImage image) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    /// Colour, 6 wide and 4 high; red grows with the number.
    private void image(String file, int number) throws IOException {
        BufferedImage b = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 24; i++) {
            b.setRGB(i % 6, i / 6, (10 * number) << 16 | i);
        }
        write(dir.resolve(file), b);
    }

    private static BufferedImage grey(int width, int height, int... values) {
        BufferedImage b = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < width * height; i++) {
            b.getRaster().setSample(i % width, i / width, 0, values[i % values.length]);
        }
        return b;
    }

    private void mask(String file, int... values) throws IOException {
        write(dir.resolve(file), grey(6, 4, values));
    }

    private void five(int... values) throws IOException {
        for (int i = 0; i < 5; i++) {
            image("images/a" + i + ".png", i);
            mask("masks/a" + i + ".png", values);
        }
    }

    private static long[] targets(PixelDataset d, int index) {
        long[] t = new long[d.targetShape().intSize()];
        d.read(index, new float[d.shape().intSize()], 0, Targets.classes(t), 0);
        return t;
    }

    @Test
    void readsValuesAsClassesAndSetsEveryFifthImageAside() throws IOException {
        five(0, 1, 2, 255, 0, 1);
        SegmentationFolder f = SegmentationFolder.read(dir);
        assertThat(f.train().shape()).isEqualTo(Shape.of(3, 4, 6));
        assertThat(f.train().size()).isEqualTo(4);
        assertThat(f.test().size()).isEqualTo(1);
        assertThat(f.train().labels()).containsExactly("0", "1", "2");
        assertThat(targets(f.train(), 0)).startsWith(0, 1, 2, -1, 0, 1);
        float[] x = new float[72];
        f.test().read(0, x, 0, Targets.classes(new long[24]), 0);
        assertThat(x[0]).isEqualTo(40 / 255f);
        assertThat(x[48 + 23]).isEqualTo(23 / 255f);
    }

    @Test
    void zeroAnd255AloneMeanNoAndYes() throws IOException {
        five(0, 255, 255);
        SegmentationFolder f = SegmentationFolder.read(dir);
        assertThat(f.train().labels()).containsExactly("background", "object");
        assertThat(targets(f.train(), 3)).startsWith(0, 1, 1, 0);
    }

    /// As Pascal VOC has them: colours for people, numbers in the file.
    @Test
    void palettesCountByTheirIndices() throws IOException {
        five(0, 1);
        byte[] r = {0, 9, (byte) 200};
        byte[] other = new byte[3];
        IndexColorModel palette = new IndexColorModel(8, 3, r, other, other);
        BufferedImage b = new BufferedImage(6, 4, BufferedImage.TYPE_BYTE_INDEXED, palette);
        b.getRaster().setSample(2, 0, 0, 2);
        write(dir.resolve("masks/a1.png"), b);
        assertThat(targets(SegmentationFolder.read(dir).train(), 1)).startsWith(0, 0, 2, 0);
    }

    @Test
    void coloursAreClassesByATable() throws IOException {
        five(0);
        Files.writeString(dir.resolve("classes.txt"), "sky #0000ff\nroad #804080\nignore #000000\n");
        for (int i = 0; i < 5; i++) {
            BufferedImage b = new BufferedImage(6, 4, BufferedImage.TYPE_INT_ARGB);
            b.setRGB(0, 0, 0xff0000ff);
            b.setRGB(1, 0, 0xff804080);
            write(dir.resolve("masks/a" + i + ".png"), b);
        }
        SegmentationFolder f = SegmentationFolder.read(dir);
        assertThat(f.train().labels()).containsExactly("sky", "road");
        assertThat(targets(f.train(), 0)).startsWith(0, 1, -1, -1);
        Files.writeString(dir.resolve("classes.txt"), "sky #0000ff\nignore #000000\n");
        assertThatThrownBy(() -> SegmentationFolder.read(dir))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("the value #804080 at row 0, column 1 is no class; there are sky;");
    }

    @Test
    void oneMaskForEachObject() throws IOException {
        for (int i = 0; i < 5; i++) {
            image("n" + i + "/images/n" + i + ".png", i);
            mask("n" + i + "/masks/one.png", 255, 0, 0, 0, 0, 0);
            mask("n" + i + "/masks/two.png", 0, 0, 255, 255, 0, 0);
        }
        SegmentationFolder f = SegmentationFolder.read(dir);
        assertThat(f.train().labels()).containsExactly("background", "object");
        assertThat(targets(f.test(), 0)).startsWith(1, 0, 1, 1, 0, 0);
        assertThat(f.testObjects()).hasSize(1);
        assertThat(f.testObjects().getFirst().count()).isEqualTo(2);
        assertThat(f.testObjects().getFirst().areas()).containsExactly(12, 4, 8);
    }

    @Test
    void aFolderForEachLabelMeansSeveralAtOnce() throws IOException {
        for (int i = 0; i < 5; i++) {
            image("images/a" + i + ".png", i);
            mask("masks/red/a" + i + ".png", 255, 0, 0);
            mask("masks/round/a" + i + ".png", 255, 255, 0);
        }
        SegmentationFolder f = SegmentationFolder.read(dir);
        assertThat(f.train().labels()).containsExactly("red", "round");
        assertThat(f.train().targetShape()).isEqualTo(Shape.of(2, 4, 6));
        float[] t = new float[48];
        f.train().read(0, new float[72], 0, Targets.values(t), 0);
        assertThat(t).startsWith(1, 0, 0, 1).contains(1);
        assertThat(t[24]).isEqualTo(1);
        assertThat(t[25]).isEqualTo(1);
        assertThat(t[26]).isZero();
    }

    @Test
    void partsOfTheFolderAreParts() throws IOException {
        for (String part : new String[] {"train", "val"}) {
            image(part + "/b.png", 2);
            mask(part + "annot/b.png", 0, 1, 11);
        }
        SegmentationFolder f = SegmentationFolder.read(dir, Options.DEFAULT.ignoring(11));
        assertThat(f.train().size()).isEqualTo(1);
        assertThat(f.validation()).isNotNull();
        assertThat(f.test().size()).isEqualTo(1);
        assertThat(targets(f.test(), 0)).startsWith(0, 1, -1);
        assertThat(f.test().labels()).containsExactly("0", "1");
    }

    @Test
    void imagesOfManySizesNeedOne() throws IOException {
        five(0, 1);
        write(dir.resolve("images/a3.png"), grey(12, 8, 7));
        write(dir.resolve("masks/a3.png"), grey(12, 8, 0, 0, 1, 1));
        assertThatThrownBy(() -> SegmentationFolder.read(dir))
                .hasMessageContaining("image a3 is 8×12, image a0 4×6; name the size");
        SegmentationFolder f = SegmentationFolder.read(dir, Options.DEFAULT.resizedTo(4, 6));
        assertThat(targets(f.train(), 3)).startsWith(0, 1, 0, 1);
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        assertThatThrownBy(() -> SegmentationFolder.read(dir.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> SegmentationFolder.read(dir)).hasMessageContaining("there are no images with masks");
        Files.createDirectories(dir.resolve("images"));
        Files.createDirectories(dir.resolve("masks"));
        assertThatThrownBy(() -> SegmentationFolder.read(dir))
                .hasMessageContaining("there are no images in this folder");
        for (int i = 0; i < 12; i++) {
            image("images/b" + (10 + i) + ".png", i);
        }
        five(0, 1);
        assertThatThrownBy(() -> SegmentationFolder.read(dir))
                .hasMessageContaining("12 of 17 images have no mask")
                .hasMessageContaining("b10, b11, b12, b13, b14, b15, b16, b17, b18, b19, ...");
    }

    @Test
    void maskOfAnotherSizeIsNamed() throws IOException {
        five(0, 1);
        write(dir.resolve("masks/a2.png"), grey(5, 4, 0));
        assertThatThrownBy(() -> SegmentationFolder.read(dir))
                .hasMessageContaining("a2.png: the mask is 4×5, its image")
                .hasMessageContaining("is 4×6");
    }

    @Test
    void valueWithoutAClassIsNamed() throws IOException {
        five(0, 1);
        mask("masks/a4.png", 0, 0, 7);
        Files.writeString(dir.resolve("classes.txt"), "land\nwater\n");
        assertThatThrownBy(() -> SegmentationFolder.read(dir))
                .hasMessageContaining("a4.png: the value 7 at row 0, column 2 is no class; there are land, water;");
    }

    @Test
    void damagedFileIsNamedOrSkipped() throws IOException {
        five(0, 1);
        byte[] bytes = Files.readAllBytes(dir.resolve("images/a1.png"));
        Files.write(dir.resolve("images/a1.png"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        image("images/a5.png", 5);
        mask("masks/a5.png", 0, 1);
        assertThatThrownBy(() -> SegmentationFolder.read(dir))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("a1.png");
        SegmentationFolder f = SegmentationFolder.read(dir, Options.DEFAULT.skippingBad(true));
        assertThat(f.skipped()).singleElement().asString().contains("a1.png");
        assertThat(f.train().size() + f.test().size()).isEqualTo(5);
    }

    /// Sixteen bits become eight; what is transparent lies over white.
    @Test
    void sixteenBitsAndAlpha() throws IOException {
        five(0, 1);
        BufferedImage deep = new BufferedImage(6, 4, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 0x8080);
        write(dir.resolve("images/a0.png"), deep);
        BufferedImage clear = new BufferedImage(6, 4, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(0, 0, 0xff000000);
        write(dir.resolve("images/a1.png"), clear);
        PixelDataset d = SegmentationFolder.read(dir).train();
        assertThat(d.image(0)[0] & 255).isEqualTo(0x80);
        assertThat(d.image(1)[0] & 255).isZero();
        assertThat(d.image(1)[1] & 255).isEqualTo(255);
    }

    @Test
    void greyImagesHaveOneChannel() throws IOException {
        for (int i = 0; i < 5; i++) {
            write(dir.resolve("images/a" + i + ".png"), grey(6, 4, i, 100));
            mask("masks/a" + i + ".png", 0, 1);
        }
        PixelDataset d = SegmentationFolder.read(dir).train();
        assertThat(d.shape()).isEqualTo(Shape.of(1, 4, 6));
        PixelDataset n = d.normalised();
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n.size(); i++) {
            float[] x = new float[24];
            n.read(i, x, 0, Targets.classes(new long[24]), 0);
            for (float v : x) {
                sum += v;
                squares += v * v;
            }
        }
        assertThat(sum / 96).isCloseTo(0, org.assertj.core.api.Assertions.within(1e-3));
        assertThat(squares / 96).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-2));
    }

    @Test
    void tableThatIsWrongNamesItsLine() throws IOException {
        Path file = dir.resolve("classes.txt");
        Files.writeString(file, "sky\nroad #112233\n");
        assertThatThrownBy(() -> ClassTable.read(file))
                .hasMessageContaining("line 2")
                .hasMessageContaining("mixes");
        Files.writeString(file, "sky 3\nroad 3\n");
        assertThatThrownBy(() -> ClassTable.read(file))
                .hasMessageContaining("line 2")
                .hasMessageContaining("before");
        Files.writeString(file, "ignore\n");
        assertThatThrownBy(() -> ClassTable.read(file)).hasMessageContaining("line 1");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> ClassTable.read(file)).hasMessageContaining("names no class");
    }
}
