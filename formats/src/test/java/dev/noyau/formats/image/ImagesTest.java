package dev.noyau.formats.image;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.formats.testing.Corruption;
import dev.noyau.model.FormatException;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Network;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
    /// Rounding of floats in [0, 1].
    private static final double ROUNDING = 1e-6;

    /// A step of eight bits.
    private static final double BYTE = 1 / 255.0;

    /// A PNG whose pixels are complete can be read without its end marker and check sum.
    private static final int PNG_END = 24;

    private static final int DAMAGES = 300;

    @TempDir
    Path folder;

    private static ModelInfo info(int... shape) {
        return ModelInfo.of("test", Shape.of(shape));
    }

    /// 4×2 pixels: four shades of grey above, below red, green, blue, white.
    private static BufferedImage small(int type) {
        BufferedImage image = new BufferedImage(4, 2, type);
        int[] rgb = {0x000000, 0x404040, 0x808080, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 0xffffff};
        for (int i = 0; i < rgb.length; i++) {
            image.setRGB(i % 4, i / 4, 0xff000000 | rgb[i]);
        }
        return image;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_4BYTE_ABGR_PRE
            })
    void readsColour(int type) {
        Tensor t = Images.toTensor(small(type), info(3, 2, 4));
        float g1 = 64 / 255f;
        float g2 = 128 / 255f;
        assertThat(t.shape()).isEqualTo(Shape.of(3, 2, 4));
        assertClose(
                "colour",
                t.data(),
                new float[] {0, g1, g2, 1, 1, 0, 0, 1, 0, g1, g2, 1, 0, 1, 0, 1, 0, g1, g2, 1, 0, 0, 1, 1},
                ROUNDING);
    }

    @Test
    void makesGreyOfColour() {
        Tensor t = Images.toTensor(small(BufferedImage.TYPE_3BYTE_BGR), info(1, 2, 4));
        assertClose("grey", t.data(), new float[] {0, 64 / 255f, 128 / 255f, 1, 0.299f, 0.587f, 0.114f, 1}, ROUNDING);
    }

    @Test
    void greyIsTakenAsItStands() {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, 100);
        image.getRaster().setSample(1, 0, 0, 200);
        assertClose(
                "grey", Images.toTensor(image, info(1, 1, 2)).data(), new float[] {100 / 255f, 200 / 255f}, ROUNDING);
        assertClose(
                "as colour",
                Images.toTensor(image, info(3, 1, 2)).data(),
                new float[] {100 / 255f, 200 / 255f, 100 / 255f, 200 / 255f, 100 / 255f, 200 / 255f},
                ROUNDING);
    }

    @Test
    void sixteenBitsKeepTheirPrecision() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 12345);
        image.getRaster().setSample(1, 0, 0, 12346);
        Path file = folder.resolve("a.png");
        ImageIO.write(image, "png", file.toFile());
        Tensor t = Images.toTensor(Images.read(file), info(1, 1, 2));
        assertClose("16 bits", t.data(), new float[] {12345 / 65535f, 12346 / 65535f}, 1e-7);
        assertThat(t.get(0, 0, 1)).isGreaterThan(t.get(0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"BYTE_BINARY, 12", "BYTE_INDEXED, 13", "USHORT_565_RGB, 8", "USHORT_555_RGB, 9"})
    void readsOtherKinds(String name, int type) {
        BufferedImage image = new BufferedImage(2, 1, type);
        image.setRGB(0, 0, Color.BLACK.getRGB());
        image.setRGB(1, 0, Color.WHITE.getRGB());
        assertClose(name, Images.toTensor(image, info(1, 1, 2)).data(), new float[] {0, 1}, ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_4BYTE_ABGR_PRE
            })
    void transparentPixelsLieOverWhite(int type) {
        BufferedImage image = new BufferedImage(3, 1, type);
        image.setRGB(0, 0, 0x00000000);
        image.setRGB(1, 0, 0x80000000);
        image.setRGB(2, 0, 0xff000000);
        assertClose(
                "over white", Images.toTensor(image, info(1, 1, 3)).data(), new float[] {1, 127 / 255f, 0}, ROUNDING);
    }

    @Test
    void smallerIsTheMeanOfTheArea() {
        BufferedImage image = new BufferedImage(6, 3, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 18; i++) {
            image.getRaster().setSample(i % 6, i / 6, 0, i * 10);
        }
        // Columns 0-2 and 3-5; rows 0 and half of 1, half of 1 and 2.
        float[] expected = {30 / 255f, 60 / 255f, 110 / 255f, 140 / 255f};
        assertClose("area", Images.toTensor(image, info(1, 2, 2)).data(), expected, ROUNDING);
    }

    @Test
    void largerIsBilinear() {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(1, 0, 0, 200);
        float[] row = {0, 50 / 255f, 150 / 255f, 200 / 255f};
        float[] expected = {row[0], row[1], row[2], row[3], row[0], row[1], row[2], row[3]};
        assertClose("bilinear", Images.toTensor(image, info(1, 2, 4)).data(), expected, ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"28, 28", "27, 29", "1, 1", "300, 7", "13, 100"})
    void anEvenPictureStaysEvenInAnySize(int height, int width) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < height * width; i++) {
            image.getRaster().setSample(i % width, i / width, 0, 51);
        }
        for (float v : Images.toTensor(image, info(1, 28, 28)).data()) {
            assertThat(v).isCloseTo(0.2f, org.assertj.core.data.Offset.offset((float) ROUNDING));
        }
    }

    @Test
    void invertsAndNormalises() {
        ModelInfo info = info(3, 2, 4).withNormalisation(List.of(0.5f, 0.25f, 0f), List.of(0.5f, 1f, 2f));
        Tensor t = Images.toTensor(small(BufferedImage.TYPE_INT_RGB), info, Conversion.DEFAULT.inverted(true));
        assertThat(t.get(0, 0, 0)).isEqualTo(1);
        assertThat(t.get(1, 0, 0)).isEqualTo(0.75f);
        assertThat(t.get(2, 0, 0)).isEqualTo(0.5f);
        assertThat(t.get(2, 0, 3)).isZero();
    }

    @Test
    void keepsItsSizeWhereAsked() {
        Tensor t = Images.toTensor(
                small(BufferedImage.TYPE_INT_RGB), info(1, 28, 28), Conversion.DEFAULT.keepingSize(true));
        assertThat(t.shape()).isEqualTo(Shape.of(1, 2, 4));
    }

    @Test
    void refusesModelsThatTakeNoPicture() {
        assertThatThrownBy(() -> Images.toTensor(small(BufferedImage.TYPE_INT_RGB), info(4, 2, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("the model takes inputs of shape 4×2×4");
        assertThatThrownBy(() -> Images.toTensor(small(BufferedImage.TYPE_INT_RGB), info(784)))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void predicts() {
        Network n = Network.of(Shape.of(1, 2, 4), Conv2d.of(3, 2, 4));
        Model m = Model.of(
                n, n.initialParameters(1), n.initialState(), ModelInfo.of("t", n.inputShape()), new ReferenceBackend());
        BufferedImage image = small(BufferedImage.TYPE_INT_RGB);
        assertThat(Images.predict(m, image)).isEqualTo(m.predict(Images.toTensor(image, m.info())));
        assertThat(Images.predict(m, image).shape()).isEqualTo(Shape.of(3, 1, 1));
    }

    private Path written(String format) throws IOException {
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 48; i++) {
            image.setRGB(i % 64, i / 64, i * 37 * (i % 5) & 0x7f7f7f);
        }
        Path file = folder.resolve("picture." + format);
        ImageIO.write(image, format, file.toFile());
        return file;
    }

    @Test
    void readsPngExactly() throws IOException {
        BufferedImage back = Images.read(written("png"));
        assertThat(back.getRGB(3, 5)).isEqualTo(0xff000000 | (323 * 37 * 3 & 0x7f7f7f));
    }

    @Test
    void readsJpeg() throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, 0x336699);
        }
        Path file = folder.resolve("a.jpeg");
        ImageIO.write(image, "jpeg", file.toFile());
        Tensor t = Images.toTensor(Images.read(file), info(3, 1, 1));
        assertClose("jpeg", t.data(), new float[] {0.2f, 0.4f, 0.6f}, 2 * BYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg"})
    void damagedFilesAreRefused(String format) throws IOException {
        Path file = written(format);
        Corruption.flip(file, DAMAGES, Images::read);
        Corruption.truncate(file, PNG_END, Images::read);
    }

    @Test
    void whatIsNoPicture() throws IOException {
        Path text = Files.writeString(folder.resolve("a.png"), "no picture");
        assertThatThrownBy(() -> Images.read(text))
                .isInstanceOf(FormatException.class)
                .hasMessage(text + ": is not a picture that can be read; PNG and JPEG can");
        Path none = folder.resolve("none.png");
        assertThatThrownBy(() -> Images.read(none))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(none + ": there is no such file");
    }

    /// A header alone that claims more pixels than its bytes can hold.
    @Test
    void aFalseSizeIsRefusedBeforeAnythingIsAllocated() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        chunk(
                png,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(1_000_000)
                        .putInt(1_000_000)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array());
        chunk(png, "IDAT", new byte[10]);
        chunk(png, "IEND", new byte[0]);
        Path file = Files.write(folder.resolve("bomb.png"), png.toByteArray());
        assertThatThrownBy(() -> Images.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("claims 1000000×1000000 pixels, too many for its");
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.write(ByteBuffer.allocate(4).putInt(data.length).array());
        out.write(name);
        out.write(data);
        out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
