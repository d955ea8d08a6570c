package dev.noyau.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.mnist.Mnist;
import dev.noyau.model.Model;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each example runs and learns something, on a small share of the data.
class ExamplesTest {
    private static final Dataset TRAIN = Mnist.train().range(0, 6000);
    private static final Dataset TEST = Mnist.test().range(0, 1000);

    @TempDir
    private Path dir;

    @Test
    void trainMnist() throws IOException {
        Path file = dir.resolve("mnist.onnx");
        assertThat(TrainMnist.train(TRAIN, TEST, 2, file).accuracy()).isGreaterThan(0.85);
        Model model = Model.load(file);
        assertThat(model.info().input()).isEqualTo(TRAIN.shape());
        assertThat(model.info().labels()).hasSize(10);
        int right = 0;
        for (int i = 0; i < 20; i++) {
            right += PredictImage.name(model, picture(i)).equals(OtherSize.labels(TEST, i, 1)) ? 1 : 0;
        }
        assertThat(right).as("pictures named, of 20").isGreaterThan(14);
    }

    /// A test image as a file.
    private Path picture(int index) throws IOException {
        float[] x = new float[28 * 28];
        TEST.read(index, x, 0, Targets.classes(new long[1]), 0);
        var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < x.length; i++) {
            image.getRaster().setSample(i % 28, i / 28, 0, Math.round(255 * x[i]));
        }
        Path file = dir.resolve(index + ".png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    @Test
    void ownLoop() {
        assertThat(OwnLoop.train(TRAIN, TEST)).isGreaterThan(0.6);
    }

    @Test
    void ownData() {
        assertThat(OwnData.train(600, 40)).isGreaterThan(0.9);
    }

    @Test
    void customLayer() {
        assertThat(CustomLayer.train(TRAIN, TEST, 2)).isGreaterThan(0.7);
    }

    @Test
    void customOperation() {
        assertThat(CustomOperation.train(60)).isGreaterThan(0.9);
    }

    @Test
    void otherSize() {
        Model model = OtherSize.train(TRAIN, 3);
        int right = 0;
        for (int first = 0; first < 200; first += 4) {
            String read = OtherSize.read(model, TEST, first, 4);
            String labels = OtherSize.labels(TEST, first, 4);
            for (int i = 0; i < 4; i++) {
                right += read.charAt(i) == labels.charAt(i) ? 1 : 0;
            }
        }
        assertThat(right).as("digits read, of 200").isGreaterThan(160);
    }

    @Test
    void resume() throws IOException {
        Dataset few = TRAIN.range(0, 1500);
        assertThat(Resume.interrupted(few, 3, dir.resolve("checkpoint.safetensors")))
                .isEqualTo(Resume.straight(few, 3));
    }
}
