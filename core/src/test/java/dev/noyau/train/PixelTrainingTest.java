package dev.noyau.train;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;
import static dev.noyau.train.FitOptions.validation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.data.Dataset;
import dev.noyau.data.PixelDataset;
import dev.noyau.graph.LossFunction;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Losses;
import dev.noyau.nn.Network;
import dev.noyau.pixels.PixelOverlap;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A class for each pixel, of which some have none.
class PixelTrainingTest {
    private static final LossFunction BOTH = Losses.dice()
            .ignoring(PixelDataset.IGNORED)
            .plus(Losses.crossEntropy().ignoring(PixelDataset.IGNORED).times(0.5));

    /// Dark and bright pixels; each fifth has no label.
    private static PixelDataset data(int count, long seed) {
        Random random = new Random(seed);
        List<byte[]> images = new ArrayList<>();
        List<byte[]> masks = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            byte[] image = new byte[64];
            byte[] mask = new byte[64];
            random.nextBytes(image);
            for (int i = 0; i < 64; i++) {
                mask[i] = random.nextInt(5) == 0 ? PixelDataset.UNLABELLED : (byte) ((image[i] & 255) > 127 ? 1 : 0);
            }
            images.add(image);
            masks.add(mask);
        }
        return PixelDataset.of(images, masks, Shape.of(1, 8, 8), List.of("dark", "bright"));
    }

    private static Training training(LossFunction loss) {
        return Trainer.of(Network.of(Shape.of(1, 8, 8), Conv2d.of(2, 1)))
                .loss(loss)
                .optimizer(Optimizers.adamw(0.1))
                .seed(2)
                .threads(1);
    }

    @Test
    void twoLossesLeaveTheSamePixelsOut() {
        try (Trainer t = training(BOTH).open()) {
            TrainingResult r = t.fit(data(20, 1), epochs(20), batch(5), validation(data(10, 2)));
            assertThat(r.validation().accuracy()).isGreaterThan(0.95);
            assertThat(t.evaluate(data(10, 2), PixelOverlap.meanIou()).value("mean IoU"))
                    .isGreaterThan(0.9);
        }
    }

    /// Where one of them does not, the error says what to do.
    @Test
    void aLabelThatIsNoClassIsSaidSo() {
        LossFunction one = Losses.dice().plus(Losses.crossEntropy().ignoring(255));
        Dataset stray = Dataset.of(new float[1][4], new int[][] {{0, 1, 255, 0}}, Shape.of(1, 2, 2), Shape.of(2, 2));
        try (Trainer t = training(one).open()) {
            assertThatThrownBy(() -> t.evaluate(stray))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("sample 0 has label 255; the network tells 2 classes apart, 0 to 1; where it stands for"
                            + " no class, have the loss leave it out with ignoring(255), each one of a sum");
        }
    }
}
