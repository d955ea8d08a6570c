package dev.noyau.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.graph.Graph;
import dev.noyau.graph.Mode;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Losses;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What makes a plan fast and can be counted on any machine: which steps it chooses, how they are divided,
/// the barriers, the copies between layouts, the bytes. A change that moves one of these does so in view.
class GoldenPlansTest {
    private static final String RESOURCE = "plans.txt";

    @Test
    void plansAreThoseThatWereSeen() throws IOException {
        Network small = Zoo.get("course-cnn", Shape.of(1, 28, 28), 10);
        Network pool = Zoo.get("course-pool", Shape.of(1, 28, 28), 10);
        Network lenet = Zoo.get("lenet5", Shape.of(1, 28, 28), 10);
        String facts = inference("course-cnn", small, 1)
                + inference("course-cnn", small, 128)
                + training("course-cnn", small, 128)
                + training("course-pool", pool, 128)
                + training("lenet5", lenet, 128)
                + inference("3x3", squares(), 1)
                + training("3x3", squares(), 16);
        Path seen = Path.of("target", RESOURCE);
        Files.createDirectories(seen.getParent());
        Files.writeString(seen, facts);
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(RESOURCE))) {
            String golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(facts)
                    .as("if the change is meant, copy %s over the resource %s", seen.toAbsolutePath(), RESOURCE)
                    .isEqualTo(golden);
        }
    }

    /// 3×3 convolutions of stride 1 with many channels.
    private static Network squares() {
        return Network.of(
                Shape.of(3, 32, 32),
                Sequential.of(
                        Conv2d.of(64, 3).same(),
                        new Relu(),
                        Conv2d.of(64, 3).same(),
                        new Relu(),
                        MaxPool2d.of(2),
                        Conv2d.of(128, 3).same(),
                        new Relu(),
                        Conv2d.of(128, 3).same(),
                        new Relu(),
                        MaxPool2d.of(4),
                        new Flatten(),
                        Linear.of(10)));
    }

    private static String inference(String name, Network network, int batch) {
        Graph g = network.graph(network.inputShape().prepend(batch), Mode.INFERENCE);
        return facts(name + ", inference", g);
    }

    private static String training(String name, Network network, int batch) {
        Shape input = network.inputShape().prepend(batch);
        return facts(name + ", training", TrainingGraph.of(network, Losses.softmaxCrossEntropy(), input));
    }

    private static String facts(String name, Graph graph) {
        Plan plan = Planner.plan(graph);
        StringBuilder s = new StringBuilder();
        int copies = 0;
        for (int i = 0; i < plan.stages().size(); i++) {
            for (Plan.Task t : plan.stages().get(i).tasks()) {
                for (Step step : t.steps()) {
                    copies += step instanceof Step.Copy ? 1 : 0;
                    s.append("  ").append(i).append(' ').append(step.partition());
                    s.append(' ').append(step.label()).append('\n');
                }
            }
        }
        return "%s, batch %d: %d barriers, %d copies, %d bytes for all, %d for each worker%n%s%n"
                .formatted(
                        name,
                        plan.images(),
                        plan.stages().size(),
                        copies,
                        4 * plan.arenaFloats(),
                        4 * plan.workerFloats(),
                        s)
                .replace(System.lineSeparator(), "\n");
    }
}
