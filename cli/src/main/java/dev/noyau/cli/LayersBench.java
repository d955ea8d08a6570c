package dev.noyau.cli;

import dev.noyau.data.Batch;
import dev.noyau.data.Dataset;
import dev.noyau.graph.StepTime;
import dev.noyau.mnist.Mnist;
import dev.noyau.nn.Network;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import java.io.IOException;
import java.util.List;

/// Where the time of a training step goes, on one thread, and how near each part comes to what the machine's vector
/// units could do at most.
final class LayersBench {
    private static final int BATCH = 128;
    private static final int RUNS = 200;

    private LayersBench() {}

    static void run(Network network, double warmSeconds, Console console) throws IOException {
        VectorModule.load();
        Dataset data = Mnist.train();
        Batch batch = Batch.room(data, BATCH);
        batch.fill(data, order(), 0);
        try (Trainer trainer = Trainer.of(network)
                .optimizer(Optimizers.adamw(1e-3))
                .seed(1)
                .threads(1)
                .open()) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < warmSeconds * 1e9) {
                trainer.step(batch);
            }
            Roof before = Roof.measure();
            List<StepTime> steps = trainer.profile(batch, RUNS);
            new StepTable(steps, before.max(Roof.measure())).print("a step of training without the optimizer", console);
        }
    }

    private static int[] order() {
        int[] order = new int[BATCH];
        java.util.Arrays.setAll(order, i -> i);
        return order;
    }
}
