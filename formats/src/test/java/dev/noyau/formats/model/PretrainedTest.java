package dev.noyau.formats.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.Noyau;
import dev.noyau.formats.testing.Resources;
import dev.noyau.formats.testing.SharedData;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.model.Weights;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Weights that others have trained, in the networks of the zoo.
class PretrainedTest {
    private static final double TOLERANCE = 1e-4;
    private static final int IMAGES = 8;
    private static final int PIXELS = 3 * 32 * 32;
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] STD = {0.229f, 0.224f, 0.225f};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"resnet20-12fca82f.th", "resnet20.safetensors"})
    void resnet20GivesTheLogitsThatPytorchGives(String name) throws IOException {
        Network net = Zoo.get("resnet20");
        Model model = Model.of(
                Weights.read(shared(name)).fitting(net).into(net),
                ModelInfo.of("resnet20", net.inputShape()),
                Noyau.backend(1));
        Tensor want = Weights.read(shared("resnet20_test_logits.safetensors"))
                .get("logits")
                .slice(0, IMAGES);
        Tensor found = model.predict(images());
        assertThat(found.shape()).isEqualTo(want.shape());
        float[] logits = want.toArray();
        for (int i = 0; i < logits.length; i++) {
            assertThat(found.toArray()[i]).as("logit %d", i).isCloseTo(logits[i], within((float) TOLERANCE));
        }
    }

    private Path shared(String name) throws IOException {
        Path archive = SharedData.require("cifar-resnet20.tar.gz");
        byte[] bytes = SharedData.files(archive, name::equals).get(name);
        return Files.write(folder.resolve(name), bytes);
    }

    /// The first test images of CIFAR-10: a label, then red, green and blue.
    private static Tensor images() {
        byte[] bytes = Resources.bytes(PretrainedTest.class, "cifar10-first-8.bin");
        float[] x = new float[IMAGES * PIXELS];
        for (int i = 0; i < x.length; i++) {
            int channel = i % PIXELS / (PIXELS / 3);
            float value = (bytes[i + i / PIXELS + 1] & 0xff) / 255f;
            x[i] = (value - MEAN[channel]) / STD[channel];
        }
        return Tensor.wrap(Shape.of(IMAGES, 3, 32, 32), x);
    }
}
