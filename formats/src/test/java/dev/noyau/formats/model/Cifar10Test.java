package dev.noyau.formats.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.Noyau;
import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.formats.data.CifarFolder;
import dev.noyau.formats.testing.SharedData;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.model.Weights;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Tensor;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A trained ResNet-20 from each of its files, on all test images of CIFAR-10: it gives PyTorch's logits, and is right
/// where PyTorch is. `-Dnoyau.cifar10=DIR` says where the images are, in the binary version.
class Cifar10Test {
    private static final int BATCH = 250;
    private static final List<Float> MEAN = List.of(0.485f, 0.456f, 0.406f);
    private static final List<Float> STD = List.of(0.229f, 0.224f, 0.225f);

    /// 91.73 %, which is also what was published.
    private static final int RIGHT = 9173;
    private static final float TOLERANCE = 1e-4f;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"resnet20-12fca82f.th", "resnet20.safetensors", "resnet20.onnx"})
    void givesTheLogitsThatPytorchGives(String name) throws IOException {
        String images = System.getProperty("noyau.cifar10");
        Assumptions.assumeTrue(images != null, "skipped: -Dnoyau.cifar10 does not say where CIFAR-10 is");
        Path file = shared(name);
        Dataset test = CifarFolder.test(Path.of(images)).normalised(MEAN, STD);
        float[] want = Weights.read(shared("resnet20_test_logits.safetensors"))
                .get("logits")
                .data();
        Model model = name.endsWith(".onnx") ? Model.load(file) : withWeights(file);
        int pixels = test.shape().intSize();
        int right = 0;
        for (int from = 0; from < test.size(); from += BATCH) {
            float[] x = new float[BATCH * pixels];
            Targets classes = Targets.classes(new long[BATCH]);
            for (int n = 0; n < BATCH; n++) {
                test.read(from + n, x, n * pixels, classes, n);
            }
            float[] found =
                    model.predict(Tensor.wrap(test.shape().prepend(BATCH), x)).data();
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i])
                        .as("logit %d of image %d", i % 10, from + i / 10)
                        .isCloseTo(want[10 * from + i], within(TOLERANCE));
            }
            right += right(found, classes.classes());
        }
        assertThat(want).hasSize(10 * test.size());
        assertThat(right).isEqualTo(RIGHT);
    }

    private static Model withWeights(Path file) throws IOException {
        Network net = Zoo.get("resnet20");
        return Model.of(
                Weights.read(file).fitting(net).into(net), ModelInfo.of("resnet20", net.inputShape()), Noyau.backend());
    }

    private static int right(float[] logits, long[] classes) {
        int right = 0;
        for (int n = 0; n < classes.length; n++) {
            int best = 0;
            for (int c = 1; c < 10; c++) {
                best = logits[10 * n + c] > logits[10 * n + best] ? c : best;
            }
            right += best == classes[n] ? 1 : 0;
        }
        return right;
    }

    private Path shared(String name) throws IOException {
        Path archive = SharedData.require("cifar-resnet20.tar.gz");
        return Files.write(
                folder.resolve(name), SharedData.files(archive, name::equals).get(name));
    }
}
