package dev.noyau.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.data.augment.Elastic;
import dev.noyau.data.augment.RandomTurn;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Quarter turns and elastic deformations, of images and their masks.
class DeformTest {
    private static final int SIZE = 32;

    /// Far enough from the border that nothing black comes in.
    private static final int BORDER = 8;

    /// A picture whose pixels hold their column; its mask does too.
    private static Dataset columns() {
        float[] image = new float[SIZE * SIZE];
        int[] mask = new int[SIZE * SIZE];
        for (int i = 0; i < image.length; i++) {
            image[i] = i % SIZE;
            mask[i] = i % SIZE;
        }
        return Dataset.of(new float[][] {image}, new int[][] {mask}, Shape.of(1, SIZE, SIZE), Shape.of(SIZE, SIZE));
    }

    @Test
    void aPictureIsTurnedWithItsMaskByQuarters() {
        float[][] image = {{1, 2, 3, 4}};
        Dataset d = Dataset.of(image, new int[][] {{1, 2, 3, 4}}, Shape.of(1, 2, 2), Shape.of(2, 2));
        Dataset turned = d.map(Augment.of(new RandomTurn()));
        assertThat(turned.shape()).isEqualTo(d.shape());
        Set<List<Float>> seen = new HashSet<>();
        float[] x = new float[4];
        Targets t = Targets.room(DType.I64, Shape.of(4));
        for (int epoch = 0; epoch < 100; epoch++) {
            turned.read(0, epoch, x, 0, t, 0);
            for (int i = 0; i < 4; i++) {
                assertThat(t.classes()[i]).isEqualTo((long) x[i]);
            }
            seen.add(List.of(x[0], x[1], x[2], x[3]));
        }
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        List.of(1f, 2f, 3f, 4f),
                        List.of(2f, 4f, 1f, 3f),
                        List.of(4f, 3f, 2f, 1f),
                        List.of(3f, 1f, 4f, 2f));
        Dataset wide = Dataset.of(new float[1][6], new int[1], Shape.of(1, 2, 3));
        assertThatThrownBy(() -> wide.map(Augment.of(new RandomTurn())))
                .hasMessage("only square images can be turned by quarters of a circle, the samples are 1×2×3; cut"
                        + " squares before, with Crop");
        Dataset signal = Dataset.of(new float[1][6], new int[1], Shape.of(2, 3));
        assertThatThrownBy(() -> signal.map(Augment.of(new RandomTurn())))
                .hasMessage("only images (C, H, W) can be turned, the samples are 2×3");
    }

    /// What a pixel holds tells where it came from: by a normal number of the strength at the corners of the grid, by
    /// less between them, and its mask by the same.
    @Test
    void aPictureIsDeformedWithItsMask() {
        Dataset d = columns().map(Augment.of(Elastic.of(1, 4)).outside(-1));
        List<Double> corners = new ArrayList<>();
        List<Double> between = new ArrayList<>();
        float[] x = new float[SIZE * SIZE];
        Targets t = Targets.room(DType.I64, Shape.of(SIZE, SIZE));
        for (int epoch = 0; epoch < 40; epoch++) {
            d.read(0, epoch, x, 0, t, 0);
            for (int row = BORDER; row < SIZE - BORDER; row++) {
                for (int column = BORDER; column < SIZE - BORDER; column++) {
                    int i = row * SIZE + column;
                    assertThat((double) t.classes()[i]).isCloseTo(x[i], within(0.5001));
                    if (row % 4 == 0 && column % 4 == 0) {
                        corners.add((double) x[i] - column);
                    } else if (row % 4 == 2 && column % 4 == 2) {
                        between.add((double) x[i] - column);
                    }
                }
            }
        }
        assertThat(deviation(corners)).isBetween(0.9, 1.1);
        // The mean of four corners.
        assertThat(deviation(between)).isBetween(0.45, 0.55);
    }

    private static double deviation(List<Double> numbers) {
        return Math.sqrt(numbers.stream().mapToDouble(v -> v * v).average().orElseThrow());
    }

    @Test
    void noStrengthDeformsNothing() {
        float[] x = new float[SIZE * SIZE];
        float[] same = new float[SIZE * SIZE];
        Targets t = Targets.room(DType.I64, Shape.of(SIZE, SIZE));
        columns().map(Augment.of(Elastic.of(0, 7))).read(0, 3, x, 0, t, 0);
        columns().read(0, same, 0, t, 0);
        assertThat(x).containsExactly(same);
        assertThatThrownBy(() -> Elastic.of(1, 1)).hasMessageContaining("a grid of at least 2 pixels, found 1.0 and 1");
        assertThatThrownBy(() -> Elastic.of(-1, 4)).hasMessageContaining("found -1.0 and 4");
        Dataset signal = Dataset.of(new float[1][6], new int[1], Shape.of(2, 3));
        assertThatThrownBy(() -> signal.map(Augment.of(Elastic.of(1, 4))))
                .hasMessage("only images (C, H, W) can be deformed, the samples are 2×3");
    }
}
