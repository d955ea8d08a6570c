package dev.noyau.cli;

import dev.noyau.Noyau;
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
            double peak = Noyau.peakFlops();
            print(trainer.profile(batch, RUNS), Math.max(peak, Noyau.peakFlops()), console);
        }
    }

    private static int[] order() {
        int[] order = new int[BATCH];
        java.util.Arrays.setAll(order, i -> i);
        return order;
    }

    private static void print(List<StepTime> steps, double peak, Console console) throws IOException {
        double total = steps.stream().mapToDouble(StepTime::seconds).sum();
        if (console.json()) {
            for (StepTime s : steps) {
                console.out()
                        .println(Json.object(json -> json.put("step", s.step())
                                .put("microseconds", s.seconds() * 1e6, 2)
                                .put("share", s.seconds() / total, 4)
                                .put("gflops", s.flops() / 1e9, 2)
                                .put("share_of_peak", s.flops() / peak, 4)));
            }
            console.out()
                    .println(Json.object(
                            json -> json.put("peak_gflops", peak / 1e9, 2).put("microseconds", total * 1e6, 2)));
            return;
        }
        console.out()
                .printf(
                        "peak of one thread: %.0f GFLOP/s; a step of training without the optimizer: %.0f µs%n%n",
                        peak / 1e9, total * 1e6);
        console.out().printf("%9s %6s %8s %6s  step%n", "µs", "share", "GFLOP/s", "peak");
        for (StepTime s : steps) {
            String rate = s.macs() == 0
                    ? " ".repeat(15)
                    : "%8.1f %4.0f %%".formatted(s.flops() / 1e9, 100 * s.flops() / peak);
            console.out()
                    .printf("%9.1f %4.1f %% %s  %s%n", s.seconds() * 1e6, 100 * s.seconds() / total, rate, s.step());
        }
    }
}
