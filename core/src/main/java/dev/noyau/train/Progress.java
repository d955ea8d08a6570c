package dev.noyau.train;

import java.util.List;
import java.util.Map;

/// The counters of a training: all that decides what comes next, beside the numbers of the network.
final class Progress {
    /// Steps that are done; the optimizer counts with them.
    long step;

    /// Whole epochs that are done.
    int epoch;

    /// Batches of the epoch under way that are done.
    int position;

    /// Where the run over a data set began; its schedule and its epochs count from there.
    int runEpoch;

    long runStep;

    /// Whether a run is under way: the next fit then goes on with it.
    boolean running;

    /// Samples of a step and of the data set of the run under way.
    int batch;

    int samples;

    /// Sum of the losses of the epoch's samples so far.
    double lossSum;

    long lossCount;

    /// The smallest validation loss of the run, and the epochs since.
    double best = Double.POSITIVE_INFINITY;

    int waited;

    /// The same for a plateau of the loss, and what is left of the learning rate.
    double plateauBest = Double.MAX_VALUE;

    int plateauWaited;

    double plateauFactor = 1;

    void beginRun() {
        runEpoch = epoch;
        runStep = step;
        running = true;
        best = Double.POSITIVE_INFINITY;
        waited = 0;
        plateauBest = Double.MAX_VALUE;
        plateauWaited = 0;
        plateauFactor = 1;
        beginEpoch();
    }

    void beginEpoch() {
        position = 0;
        lossSum = 0;
        lossCount = 0;
    }

    double meanLoss() {
        return lossCount == 0 ? Double.NaN : lossSum / lossCount;
    }

    void write(Map<String, String> words) {
        words.put("step", Long.toString(step));
        words.put("epoch", Integer.toString(epoch));
        words.put("position", Integer.toString(position));
        words.put("run.epoch", Integer.toString(runEpoch));
        words.put("run.step", Long.toString(runStep));
        words.put("batch", Integer.toString(batch));
        words.put("samples", Integer.toString(samples));
        words.put("loss.sum", Double.toString(lossSum));
        words.put("loss.count", Long.toString(lossCount));
        words.put("best", Double.toString(best));
        words.put("waited", Integer.toString(waited));
        words.put("plateau.best", Double.toString(plateauBest));
        words.put("plateau.waited", Integer.toString(plateauWaited));
        words.put("plateau.factor", Double.toString(plateauFactor));
    }

    /// Reads all counters or, where one is no number, none.
    ///
    /// @throws NumberFormatException naming it
    void read(Map<String, String> words) {
        long[] n = new long[INTEGERS.size()];
        for (int i = 0; i < n.length; i++) {
            n[i] = Long.parseLong(word(words, INTEGERS.get(i)));
        }
        double sum = Double.parseDouble(word(words, "loss.sum"));
        double smallest = Double.parseDouble(word(words, "best"));
        // Checkpoints of before there were plateaus have none of these.
        double plateau = Double.parseDouble(words.getOrDefault("plateau.best", "" + Double.MAX_VALUE));
        int since = Integer.parseInt(words.getOrDefault("plateau.waited", "0"));
        plateauFactor = Double.parseDouble(words.getOrDefault("plateau.factor", "1"));
        plateauBest = plateau;
        plateauWaited = since;
        best = smallest;
        lossSum = sum;
        step = n[0];
        epoch = (int) n[1];
        position = (int) n[2];
        runEpoch = (int) n[3];
        runStep = n[4];
        batch = (int) n[5];
        samples = (int) n[6];
        lossCount = n[7];
        waited = (int) n[8];
        running = true;
    }

    private static final List<String> INTEGERS =
            List.of("step", "epoch", "position", "run.epoch", "run.step", "batch", "samples", "loss.count", "waited");

    private static String word(Map<String, String> words, String key) {
        String w = words.get(key);
        if (w == null) {
            throw new NumberFormatException("'" + key + "' is missing");
        }
        return w;
    }
}
