package dev.noyau.formats.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.model.ModelInfo;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResizedImagesTest {
    private static final int SIDE = 6;

    /// What a prediction does with a picture of these pixels.
    @ParameterizedTest
    @ValueSource(strings = {"1x9x7", "3x9x7", "1x4x4", "3x2x12"})
    void equalsWhatAPredictionMakesOfThePicture(String text) {
        Shape shape = shape(text);
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        float[] pixels = new float[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            int v = i * 37 % 256;
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, v);
            pixels[i] = v / 255f;
        }
        Dataset d = ResizedImages.of(one(pixels, Shape.of(1, SIDE, SIDE)), shape);
        assertThat(d.shape()).isEqualTo(shape);
        float[] expected = Images.toTensor(image, ModelInfo.of("m", shape), Conversion.DEFAULT)
                .toArray();
        assertThat(read(d)).containsExactly(expected, offset(1e-6f));
    }

    @Test
    void colourBecomesItsLuma() {
        Dataset d = ResizedImages.of(one(new float[] {1, 0, 0.5f}, Shape.of(3, 1, 1)), Shape.of(1, 1, 1));
        assertThat(read(d)).containsExactly(new float[] {0.299f + 0.114f / 2}, offset(1e-6f));
    }

    @Test
    void badInput() {
        Dataset grey = one(new float[4], Shape.of(1, 2, 2));
        assertThat(ResizedImages.of(grey, Shape.of(1, 2, 2))).isSameAs(grey);
        assertThatThrownBy(() -> ResizedImages.of(grey, Shape.of(2, 2, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("2×2×2");
        assertThatThrownBy(() -> ResizedImages.of(grey.normalised(List.of(0f), List.of(1f)), Shape.of(3, 2, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("before they are normalised");
    }

    private static Dataset one(float[] values, Shape shape) {
        return Dataset.of(new float[][] {values}, new int[] {0}, shape);
    }

    private static float[] read(Dataset d) {
        float[] values = new float[d.shape().intSize() + 1];
        values[0] = 7;
        d.read(0, values, 1, Targets.classes(0), 0);
        assertThat(values[0]).isEqualTo(7);
        return java.util.Arrays.copyOfRange(values, 1, values.length);
    }

    private static Shape shape(String text) {
        String[] d = text.split("x");
        return Shape.of(Integer.parseInt(d[0]), Integer.parseInt(d[1]), Integer.parseInt(d[2]));
    }
}
