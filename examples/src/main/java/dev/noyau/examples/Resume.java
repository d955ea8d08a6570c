package dev.noyau.examples;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.checkpoints;
import static dev.noyau.train.FitOptions.epochs;

import dev.noyau.data.Dataset;
import dev.noyau.mnist.Mnist;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Schedules;
import dev.noyau.train.Trainer;
import dev.noyau.train.Training;
import dev.noyau.train.TrainingEvent;
import dev.noyau.train.TrainingResult;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;

/// A training that is stopped goes on from its checkpoint and ends with the same bits as one that was not.
public final class Resume {
    private Resume() {}

    static void main() throws IOException {
        Path file = Path.of("checkpoint.safetensors");
        float[] whole = straight(Mnist.train(), 3);
        float[] parts = interrupted(Mnist.train(), 3, file);
        System.out.println("the same bits: " + java.util.Arrays.equals(whole, parts));
    }

    private static Training training(Dataset data) {
        return Trainer.of(Zoo.get("course-cnn", data.shape(), data.classes()))
                .optimizer(Optimizers.adamw(5e-3))
                .schedule(Schedules.oneCycle())
                .seed(5);
    }

    static float[] straight(Dataset data, int epochs) {
        try (var trainer = training(data).open()) {
            trainer.fit(data, epochs(epochs), batch(128));
            return trainer.parameters().slab().clone();
        }
    }

    static float[] interrupted(Dataset data, int epochs, Path file) throws IOException {
        Trainer[] running = new Trainer[1];
        Training watched = training(data).listener(e -> {
            if (e instanceof TrainingEvent.StepDone s && s.epoch() == 2) {
                running[0].requestStop(); // from a listener here; Ctrl-C calls it from another thread
            }
        });
        try (var trainer = watched.open()) {
            running[0] = trainer;
            TrainingResult result = trainer.fit(data, epochs(epochs), batch(128), checkpoints(file));
            System.out.println(result.reason() + " after " + result.steps() + " steps, see " + result.checkpoint());
        }
        try (var trainer = training(data).open()) {
            trainer.resume(file);
            trainer.fit(data, epochs(epochs), batch(128));
            return trainer.parameters().slab().clone();
        }
    }
}
