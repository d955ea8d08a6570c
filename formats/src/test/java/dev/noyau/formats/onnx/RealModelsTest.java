package dev.noyau.formats.onnx;

import static dev.noyau.testing.Close.assertClose;
import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.onnxruntime.OrtException;
import dev.noyau.Noyau;
import dev.noyau.analysis.Summary;
import dev.noyau.data.Dataset;
import dev.noyau.formats.data.Idx;
import dev.noyau.formats.testing.OnnxRuntime;
import dev.noyau.formats.testing.SharedData;
import dev.noyau.graph.Parameters;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.model.Weights;
import dev.noyau.nn.BatchNorm1d;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Named;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Trained models that others have written: what they give, how often they are right, and that they can be worked on.
class RealModelsTest {
    private static final String MODELS = "onnx-real-dev.tar.gz";
    private static final String RESNET = "cifar-resnet20.tar.gz";
    private static final int DIGITS = 10_000;
    private static final int BATCH = 250;

    @TempDir
    Path folder;

    /// Activations of the MNIST network reach hundreds, pixels of the others 255.
    @TestFactory
    Stream<DynamicTest> giveTheReferenceOutputs() {
        SequencedMap<String, byte[]> files = SharedData.files(SharedData.require(MODELS), n -> n.contains("/"));
        Map<String, SequencedMap<String, byte[]>> cases = new TreeMap<>();
        files.forEach((name, bytes) -> {
            int data = name.indexOf("/test_data_set");
            int end = data < 0 ? name.lastIndexOf('/') : data;
            cases.computeIfAbsent(name.substring(0, end), k -> new LinkedHashMap<>())
                    .put(name.substring(end + 1), bytes);
        });
        cases.keySet().removeIf(name -> !cases.get(name).containsKey("model.onnx"));
        assertThat(cases).hasSize(16);
        return cases.entrySet().stream().map(e -> dynamicTest(e.getKey(), () -> check(new NodeCase(e.getValue()))));
    }

    private static void check(NodeCase c) throws IOException {
        List<NodeCase.DataSet> sets = c.dataSets();
        assertThat(sets).isNotEmpty();
        for (NodeCase.DataSet data : sets) {
            List<Tensor> actual = c.run(data, Noyau.backend());
            for (int k = 0; k < data.outputs().size(); k++) {
                assertThat(NodeCase.difference(actual.get(k), data.outputs().get(k), 1e-4, 1e-3))
                        .as("%soutput_%d", data.folder(), k)
                        .isEmpty();
            }
        }
    }

    private Model model(String archive, String name) throws IOException {
        byte[] bytes =
                SharedData.files(SharedData.require(archive), name::equals).get(name);
        return Model.load(Files.write(folder.resolve("model.onnx"), bytes));
    }

    /// The share of MNIST's test images that a model gets right.
    private static int correct(Model model, float scale, float shift) throws IOException {
        byte[] pixels = Idx.images(SharedData.require("mnist/t10k-images-idx3-ubyte.gz"))
                .pixels();
        byte[] labels = Idx.labels(SharedData.require("mnist/t10k-labels-idx1-ubyte.gz"))
                .values();
        int correct = 0;
        int image = 28 * 28;
        for (int from = 0; from < DIGITS; from += BATCH) {
            float[] x = new float[BATCH * image];
            for (int i = 0; i < x.length; i++) {
                x[i] = (pixels[from * image + i] & 0xff) * scale + shift;
            }
            float[] y =
                    model.predict(Tensor.wrap(Shape.of(BATCH, 1, 28, 28), x)).data();
            for (int n = 0; n < BATCH; n++) {
                correct += largest(y, 10 * n) == labels[from + n] ? 1 : 0;
            }
        }
        return correct;
    }

    private static int largest(float[] y, int at) {
        int best = 0;
        for (int c = 1; c < 10; c++) {
            best = y[at + c] > y[at + best] ? c : best;
        }
        return best;
    }

    /// As many as ONNX Runtime.
    @Test
    void cntkIsRightOn9891Digits() throws IOException {
        assertThat(correct(model(MODELS, "mnist_cntk/model.onnx"), 1, 0)).isEqualTo(9891);
    }

    @Test
    void burnIsRightOn9916Digits() throws IOException {
        assertThat(correctNormalised(model(MODELS, "mnist_burn/model.onnx"))).isEqualTo(9916);
    }

    private static int correctNormalised(Model m) throws IOException {
        float mean = 0.1307f;
        float deviation = 0.3081f;
        return correct(m, 1 / (255 * deviation), -mean / deviation);
    }

    /// The same network, of which two other trainings are state dicts.
    private static final Network BURN = Network.of(
            Shape.of(1, 28, 28),
            Sequential.of(
                    Named.of("conv1", Conv2d.of(8, 3)),
                    new Relu(),
                    Named.of("conv2", Conv2d.of(16, 3)),
                    new Relu(),
                    Named.of("conv3", Conv2d.of(24, 3)),
                    new Relu(),
                    Named.of("norm1", new BatchNorm2d()),
                    new Flatten(),
                    Named.of("fc1", Linear.of(32)),
                    new Relu(),
                    Named.of("fc2", Linear.of(10)),
                    Named.of("norm2", new BatchNorm1d())));

    @ParameterizedTest
    @CsvSource({"mnist.safetensors, 9917", "mnist.pt, 9915"})
    void itsStateDictsAreRightOnSoManyDigits(String name, int digits) throws IOException {
        byte[] bytes =
                SharedData.files(SharedData.require(MODELS), name::equals).get(name);
        Weights w = Weights.read(Files.write(folder.resolve(name), bytes));
        Model m = Model.of(w.fitting(BURN).into(BURN), ModelInfo.of("mnist", BURN.inputShape()), Noyau.backend());
        assertThat(correctNormalised(m)).isEqualTo(digits);
    }

    @Test
    void resnetGivesWhatOnnxRuntimeGives() throws IOException, OrtException {
        Model m = model(RESNET, "resnet20.onnx");
        Tensor x = random(m.inputShape(), 3);
        Tensor y = m.predict(x);
        try (OnnxRuntime runtime = new OnnxRuntime(folder.resolve("model.onnx"))) {
            assertClose("resnet20", y.data(), runtime.run(x).get("logits").data(), 1e-4);
        }
    }

    private static Tensor random(Shape one, int batch) {
        Shape s = one.prepend(batch);
        return Tensor.wrap(s, Gen.of(batch).floats(s.intSize()));
    }

    /// A trained network of others is taken further, written, and runs elsewhere.
    @TestFactory
    Stream<DynamicTest> areAnalysedTrainedAndWritten() {
        return Map.of(
                        "mnist_cntk/model.onnx", MODELS,
                        "mnist_burn/model.onnx", MODELS,
                        "resnet20.onnx", RESNET)
                .entrySet()
                .stream()
                .map(e -> dynamicTest(e.getKey(), () -> workedOn(model(e.getValue(), e.getKey()))));
    }

    private void workedOn(Model m) throws IOException, OrtException {
        assertThat(Summary.of(m).parameters()).isEqualTo(m.parameters().size());
        assertThat(Summary.of(m).macs()).isPositive();
        float[][] images = new float[8][];
        for (int i = 0; i < images.length; i++) {
            images[i] = random(m.inputShape(), 1).toArray();
            images[i][i] += 1;
        }
        Dataset data = Dataset.of(images, new int[] {0, 1, 2, 3, 4, 5, 6, 7}, m.inputShape());
        Parameters before = m.parameters();
        Path file = folder.resolve("trained.onnx");
        try (Trainer t = Trainer.of(m).optimizer(Optimizers.sgd(1e-4)).open()) {
            t.fit(data, epochs(2), batch(4));
            t.model().save(file);
            Tensor x = random(m.inputShape(), 5);
            Tensor y = t.model().predict(x);
            try (OnnxRuntime runtime = new OnnxRuntime(file)) {
                Tensor there = runtime.run(x).values().iterator().next();
                assertThat(there.shape()).isEqualTo(y.shape());
                assertClose("trained", y.data(), there.data(), 1e-4);
            }
            assertThat(t.parameters().slots().keySet()).isEqualTo(before.slots().keySet());
            assertThat(t.parameters().slab()).isNotEqualTo(before.slab());
        }
    }
}
