package dev.noyau.cli;

import dev.noyau.data.Targets;
import dev.noyau.mnist.Mnist;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/// `noyau rehearse`, which no help lists: does a little of all that the commands do, so that the JVM that
/// watches can write an AOT cache with the classes and profiles that they need. The launcher calls it after
/// a build.
final class Rehearsal implements Command {
    private static final int SIDE = 28;

    @Override
    public String name() {
        return "rehearse";
    }

    @Override
    public String description() {
        return "do a little of everything, for an AOT cache";
    }

    @Override
    public Options options() {
        return Options.of(name(), "Does a little of everything, for an AOT cache.")
                .examples("noyau rehearse");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Path folder = Files.createTempDirectory("noyau-rehearsal");
        try {
            Path image = image(folder.resolve("digit.png"));
            String out = folder.resolve("run").toString();
            run(console, "train", "mnist", "--limit", "128", "--epochs", "1", "--out", out);
            run(console, "predict", out, image.toString());
            run(console, "predict", out, image.toString(), "--json");
            run(console, "evaluate", out, "--limit", "100");
            run(console, "summary", out);
            run(console, "train", "--help");
        } finally {
            remove(folder);
        }
        return Main.OK;
    }

    private static Path image(Path file) throws IOException {
        float[] pixels = new float[SIDE * SIDE];
        Mnist.test().read(0, pixels, 0, Targets.classes(new long[1]), 0);
        BufferedImage b = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < pixels.length; i++) {
            b.getRaster().setSample(i % SIDE, i / SIDE, 0, Math.round(255 * pixels[i]));
        }
        ImageIO.write(b, "png", file.toFile());
        return file;
    }

    /// Runs a command whose words nobody reads, unless it fails.
    private static void run(Console console, String... args) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        if (Main.run(args, out, out) != Main.OK) {
            throw new CommandException(
                    "the rehearsal of " + List.of(args) + " failed: " + said.toString(StandardCharsets.UTF_8));
        }
        console.detail(said.toString(StandardCharsets.UTF_8));
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> {
                try {
                    Files.delete(f);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
