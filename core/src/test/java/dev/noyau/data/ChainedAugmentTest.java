package dev.noyau.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.data.augment.PadCrop;
import dev.noyau.data.augment.RandomFlip;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Data sets made of data sets that are made of others.
class ChainedAugmentTest {
    private static final Augment FLIP = Augment.of(RandomFlip.horizontal());

    private static final Dataset TWO =
            Dataset.of(new float[][] {{1, 2, 3}, {4, 5, 6}}, new int[] {0, 2}, Shape.of(1, 1, 3));

    private static float[] read(Dataset d, int index, int epoch) {
        float[] values = new float[d.shape().intSize()];
        d.read(
                index,
                epoch,
                values,
                0,
                Targets.room(d.targetType(), d.targetShape().prepend(1)),
                0);
        return values;
    }

    /// Two flips with one seed that drew the same numbers would undo each other in every epoch.
    @Test
    void theSecondAugmentationDrawsNumbersOfItsOwn() {
        for (Dataset d : List.of(
                TWO.map(FLIP).map(FLIP),
                TWO.map(FLIP).normalised(List.of(0f), List.of(1f)).map(FLIP),
                TWO.map(FLIP).range(0, 2).map(FLIP))) {
            int flipped = 0;
            for (int epoch = 0; epoch < 400; epoch++) {
                flipped += read(d, 1, epoch)[0] == 6 ? 1 : 0;
            }
            assertThat(flipped).isBetween(150, 250);
        }
    }

    @Test
    void augmentationsOneAfterTheOtherAreOne() {
        Dataset one = TWO.map(Augment.of(RandomFlip.horizontal(), PadCrop.of(1), RandomFlip.horizontal()));
        Dataset three = TWO.map(FLIP).map(Augment.of(PadCrop.of(1))).map(FLIP);
        for (int epoch = 0; epoch < 50; epoch++) {
            assertThat(read(three, epoch % 2, epoch)).containsExactly(read(one, epoch % 2, epoch));
        }
    }

    @Test
    void classesAsProbabilities() {
        Dataset d = TWO.probabilities();
        assertThat(d.targetType()).isEqualTo(DType.F32);
        assertThat(d.targetShape()).isEqualTo(Shape.of(3));
        Batch b = Batch.room(d, 2);
        b.fill(d, new int[] {1, 0}, 0);
        assertThat(b.inputs()).containsExactly(4, 5, 6, 1, 2, 3);
        assertThat(b.targets().values()).containsExactly(0, 0, 1, 1, 0, 0);
        assertThatThrownBy(d::probabilities)
                .hasMessage("probabilities: needs one class for each sample, and the number of classes; found 3 classes"
                        + " and targets [3] of F32");
        Dataset unlabelled = Dataset.of(new float[][] {{1}, {2}}, new int[] {-1, 0}, Shape.of(1));
        assertThatThrownBy(() -> read(unlabelled.probabilities(), 0, 0))
                .hasMessage("probabilities: sample 0 has label -1; the data set has 1 classes, 0 to 0");
    }
}
