package dev.noyau.formats.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.model.FormatException;
import dev.noyau.model.ModelInfo;
import dev.noyau.tensor.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngRowsTest {
    private static final int WIDTH = 37;
    private static final int HEIGHT = 23;

    @TempDir
    private Path dir;

    private static BufferedImage noise(String kind) {
        BufferedImage b = switch (kind) {
            case "grey" -> new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
            case "grey 16" -> new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
            case "colour" -> new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
            case "alpha" -> new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
            case "black and white" -> new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY);
            case "palette" -> {
                byte[] r = {0, 50, (byte) 200, (byte) 255};
                byte[] g = {9, (byte) 150, 2, (byte) 255};
                yield new BufferedImage(
                        WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 4, r, g, r, 1));
            }
            default -> throw new IllegalArgumentException(kind);
        };
        Random random = new Random(7);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                for (int k = 0; k < b.getRaster().getNumBands(); k++) {
                    int most = (1 << b.getSampleModel().getSampleSize(k)) - 1;
                    int v = kind.equals("palette") ? random.nextInt(4) : (x * 900 + random.nextInt(9000)) & most;
                    b.getRaster().setSample(x, y, k, v);
                }
            }
        }
        return b;
    }

    /// The same values as of the picture as a whole.
    @ParameterizedTest
    @ValueSource(strings = {"grey", "grey 16", "colour", "alpha", "black and white", "palette"})
    void rowsAreThoseOfTheWholePicture(String kind) throws IOException {
        Path file = dir.resolve("a.png");
        ImageIO.write(noise(kind), "png", file.toFile());
        assertThat(PngReader.reads(file)).isTrue();
        float[] whole = Images.toTensor(Images.read(file), ModelInfo.of("", Shape.of(3, HEIGHT, WIDTH)))
                .data();
        try (PngReader png = new PngReader(file)) {
            assertThat(png.width()).isEqualTo(WIDTH);
            assertThat(png.height()).isEqualTo(HEIGHT);
            float[][] rgb = new float[3][WIDTH];
            for (int y = 0; y < HEIGHT; y++) {
                png.nextRow(rgb);
                for (int i = 0; i < 3 * WIDTH; i++) {
                    float expected = whole[i / WIDTH * HEIGHT * WIDTH + y * WIDTH + i % WIDTH];
                    assertThat(rgb[i / WIDTH][i % WIDTH])
                            .isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-6f));
                }
            }
        }
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path colour = dir.resolve("colour.png");
        Path palette = dir.resolve("palette.png");
        byte[] bytes = new byte[3 * WIDTH];
        byte[] indices = new byte[WIDTH];
        new Random(4).nextBytes(bytes);
        try (PngWriter c = PngWriter.colour(colour, WIDTH, HEIGHT);
                PngWriter p = PngWriter.palette(palette, WIDTH, HEIGHT, 0x102030, 0xff8040)) {
            for (int y = 0; y < HEIGHT; y++) {
                Arrays.fill(indices, (byte) (y % 2));
                c.row(bytes);
                p.row(indices);
            }
        }
        BufferedImage b = ImageIO.read(colour.toFile());
        assertThat(b.getRGB(5, 11) & 0xffffff)
                .isEqualTo((bytes[15] & 255) << 16 | (bytes[16] & 255) << 8 | bytes[17] & 255);
        BufferedImage q = ImageIO.read(palette.toFile());
        assertThat(q.getRGB(3, 1) & 0xffffff).isEqualTo(0xff8040);
        assertThat(q.getRaster().getSample(3, 1, 0)).isEqualTo(1);
        try (var files = Files.list(dir)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void anUnfinishedFileLeavesNothing() throws IOException {
        try (PngWriter p = PngWriter.grey(dir.resolve("half.png"), WIDTH, HEIGHT)) {
            p.row(new byte[WIDTH]);
        }
        try (var files = Files.list(dir)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void damagedFilesAreNamed() throws IOException {
        Path file = dir.resolve("b.png");
        ImageIO.write(noise("colour"), "png", file.toFile());
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] other = i % 2 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
            if (i % 2 == 1) {
                other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, other);
            try (PngReader png = new PngReader(file)) {
                float[][] rgb = new float[3][png.width()];
                for (int y = 0; y < Math.min(HEIGHT, png.height()); y++) {
                    png.nextRow(rgb);
                }
            } catch (FormatException e) {
                assertThat(e).hasMessageContaining("b.png");
            }
        }
        Files.write(file, new byte[] {1, 2, 3});
        assertThat(PngReader.reads(file)).isFalse();
        assertThatThrownBy(() -> new PngReader(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("b.png");
    }
}
