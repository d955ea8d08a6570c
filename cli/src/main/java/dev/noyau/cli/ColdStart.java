package dev.noyau.cli;

import dev.noyau.cli.BenchCommand.Metric;
import dev.noyau.data.Batch;
import dev.noyau.mnist.Mnist;
import dev.noyau.model.Model;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.FitOptions;
import dev.noyau.train.Trainer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// From the start of a process to its first prediction with a saved model: another JVM that does nothing
/// else, run a few times. The image is a digit of MNIST's test set.
public final class ColdStart {
    private static final int RUNS = 7;
    private static final int TRAINING_IMAGES = 12_800;

    private ColdStart() {}

    static List<Metric> measure(@Nullable String given, Console console) throws IOException {
        Path folder = Files.createTempDirectory("noyau-cold-start");
        Path image = folder.resolve("digit");
        Path model = given == null ? folder.resolve("model.onnx") : Path.of(given);
        try {
            Batch digit = Batch.room(Mnist.test(), 1);
            digit.fill(Mnist.test(), new int[] {0}, 0);
            try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(image))) {
                for (float v : digit.inputs()) {
                    out.writeFloat(v);
                }
            }
            if (given == null) {
                console.say("training a model for it ...");
                train(model);
            }
            double[] seconds = new double[RUNS];
            double[] mib = new double[RUNS];
            int right = 0;
            for (int i = 0; i < RUNS; i++) {
                String[] answer = child(model, image);
                seconds[i] = Double.parseDouble(answer[0]);
                mib[i] = Double.parseDouble(answer[2]);
                right += Integer.parseInt(answer[1]) == digit.targets().classes()[0] ? 1 : 0;
            }
            Arrays.sort(seconds);
            Arrays.sort(mib);
            return List.of(
                    new Metric("start_to_first_prediction", seconds[RUNS / 2], "s"),
                    new Metric("start_to_first_prediction_best", seconds[0], "s"),
                    new Metric("prediction_right", (double) right / RUNS, "1"),
                    new Metric("peak_rss", mib[RUNS / 2], "MiB"));
        } finally {
            Files.deleteIfExists(image);
            if (given == null) {
                Files.deleteIfExists(model);
            }
            Files.deleteIfExists(folder);
        }
    }

    private static void train(Path file) throws IOException {
        try (Trainer t = Trainer.of(StepBench.lecture()).seed(1).open()) {
            t.fit(Mnist.train().range(0, TRAINING_IMAGES), FitOptions.epochs(1), FitOptions.batch(128));
            t.model().save(file);
        }
    }

    /// The library alone, as a program of a user would use it: no command line, the class path as it
    /// is.
    private static String[] child(Path model, Path image) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ColdStart.class.getName(),
                model.toString(),
                image.toString()));
        long start = System.currentTimeMillis();
        Process p = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        String[] answer = text.split(" ");
        if (answer.length != 3) {
            throw new CommandException("the process that was to be measured failed: '" + text + "'");
        }
        answer[0] = Double.toString((Long.parseLong(answer[0]) - start) / 1e3);
        return answer;
    }

    /// What is measured: loads the model, predicts, prints the time of day, the class and the memory.
    public static void main(String[] args) throws IOException {
        float[] pixels = new float[28 * 28];
        try (DataInputStream in = new DataInputStream(Files.newInputStream(Path.of(args[1])))) {
            byte[] bytes = in.readAllBytes();
            java.nio.ByteBuffer.wrap(bytes).asFloatBuffer().get(pixels);
        }
        Model model = Model.load(Path.of(args[0]));
        int best = model.predict(Tensor.of(Shape.of(1, 28, 28), pixels)).argmax();
        long now = System.currentTimeMillis();
        System.out.println(now + " " + best + " " + ProcessFacts.peakMib());
    }
}
