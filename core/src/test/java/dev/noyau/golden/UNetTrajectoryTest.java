package dev.noyau.golden;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.Noyau;
import dev.noyau.data.Batch;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Unary;
import dev.noyau.model.Weights;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Safetensors;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import dev.noyau.zoo.Norm;
import dev.noyau.zoo.UNet;
import dev.noyau.zoo.UNet.Up;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// Steps of a U-Net on crops of nuclei give PyTorch's losses, and the overlap that it has in the end: eight of them, or
/// with `-Dnoyau.unetSteps=40` all that PyTorch has made.
class UNetTrajectoryTest {
    private static final int ALL = 40;
    private static final int STEPS = Integer.getInteger("noyau.unetSteps", 8);
    private static final Shape BATCH = Shape.of(8, 1, 128, 128);

    /// Losses in float32 leave those in float64 by less than this over these steps.
    private static final double TOLERANCE = 1e-4;

    /// Of the last step of all, printed with three digits.
    private static final double DICE = 0.898;

    private static final double DICE_TOLERANCE = 1e-3;

    /// Binary cross-entropy of scores: `mean(log(1 + eˣ) - x·t)`.
    private record BinaryCrossEntropy() implements LossFunction {
        @Override
        public String name() {
            return "binary cross-entropy";
        }

        @Override
        public Type target(Shape output) {
            return Type.f32(output);
        }

        @Override
        public Value apply(GraphBuilder b, Value x, Value t) {
            Arithmetic a = new Arithmetic(b);
            Value each = a.sub(b.add(new Unary(Unary.Kind.SOFTPLUS, 0, 0), x), a.mul(x, t));
            return a.mul(
                    b.add(new ReduceSum(List.of(0, 1, 2, 3), false), each),
                    1f / x.shape().intSize());
        }
    }

    /// PyTorch's file calls the encoder's blocks d, the decoder's c, the transposed convolutions u.
    private static Weights init() {
        return Weights.of(Safetensors.read("/torch/unet-init.safetensors"))
                .renamed("^d", "encoder")
                .renamed("^c", "decoder")
                .renamed("^u", "up")
                .renamed("^out\\.", "head.");
    }

    @Test
    void trainsAsPyTorchDoes() throws IOException {
        UNet net = UNet.of(1).depth(2).width(8).norm(Norm.BATCH).up(Up.TRANSPOSED);
        GraphSource source = init().into(Network.of(BATCH.dropFirst(), net));
        byte[] data = data();
        int pixels = BATCH.intSize();
        float[] images = new float[pixels];
        float[] masks = new float[pixels];
        for (int i = 0; i < pixels; i++) {
            images[i] = (data[i] & 255) / 255f;
            masks[i] = data[pixels + i];
        }
        Batch batch = Batch.of(Tensor.of(BATCH, images), Tensor.of(BATCH, masks));
        double[] losses = new double[STEPS];
        try (Trainer t = Trainer.of(source)
                .loss(new BinaryCrossEntropy())
                .optimizer(Optimizers.adam(1e-3))
                .open()) {
            for (int i = 0; i < STEPS; i++) {
                if (i == ALL - 1) {
                    assertThat(dice(source, t, batch)).isCloseTo(DICE, within(DICE_TOLERANCE));
                }
                losses[i] = t.step(batch);
            }
        }
        assertThat(losses[STEPS - 1]).isLessThan(0.85 * losses[0]);
        assertClose("losses", losses, expected(), TOLERANCE);
    }

    /// `2·|A ∩ B| / (|A| + |B|)` of the pixels that are taken for nuclei, as a step sees them, and of the masks.
    private static double dice(GraphSource source, Trainer t, Batch batch) {
        float[] scores = Noyau.backend()
                .compile(source.graph(BATCH, Mode.TRAINING))
                .call(t.parameters(), t.state(), Map.of(GraphSource.INPUT, Tensor.wrap(BATCH, batch.inputs())))
                .output(GraphSource.OUTPUT)
                .data();
        float[] masks = batch.targets().values();
        double both = 0;
        double sum = 0;
        for (int i = 0; i < masks.length; i++) {
            float taken = scores[i] > 0 ? 1 : 0;
            both += taken * masks[i];
            sum += taken + masks[i];
        }
        return 2 * both / sum;
    }

    private static byte[] data() throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(Safetensors.bytes("/torch/unet-data.gz")))) {
            return in.readAllBytes();
        }
    }

    private static double[] expected() {
        String text = new String(Safetensors.bytes("/torch/unet-losses.txt"), StandardCharsets.UTF_8);
        return text.lines().limit(STEPS).mapToDouble(Double::parseDouble).toArray();
    }
}
