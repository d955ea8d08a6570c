package dev.noyau.train;

import dev.noyau.data.Batch;
import dev.noyau.data.Dataset;
import dev.noyau.data.Loader;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Node;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Parameter;
import dev.noyau.graph.op.State;
import dev.noyau.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Measures a network on a data set, in batches that follow from the network and the size of its samples alone: the
/// same bits on every machine.
record Measuring(GraphSource source, Plans plans, int threads) {
    /// Samples that are measured at a time, at most.
    static final int MOST_SAMPLES = 250;

    /// Bytes that the largest value of a batch may have, unless one sample has more.
    static final long MOST_BYTES = 64L << 20;

    Evaluation run(Parameters weights, Parameters statistics, Dataset data, Metric... metrics) {
        SequencedMap<String, Metric.Score> scores = new LinkedHashMap<>();
        for (Metric m : metrics) {
            scores.put(m.name(), m.start());
        }
        double loss = 0;
        Loader.Plan plan = Loader.Plan.inOrder(batch(source, data.shape())).threads(threads);
        try (Loader loader = new Loader(data, plan, 0, 0, 1)) {
            for (Batch b = loader.next(); b != null; b = loader.next()) {
                StepPlan step = plans.evaluation(b.shape());
                loss += (double) b.size() * step.run(b, weights, statistics, null, 0);
                for (Metric.Score s : scores.values()) {
                    s.add(step.output(), step.outputShape(), b.targets());
                }
            }
        }
        return new Evaluation(data.size(), loss / data.size(), scores);
    }

    /// Samples of this shape that are measured at a time: [#MOST_SAMPLES] where they are small.
    static int batch(GraphSource source, Shape sample) {
        Graph g = source.graph(sample.prepend(1), Mode.INFERENCE);
        long largest = 1;
        for (Node n : g.nodes()) {
            if (!(n.op() instanceof Parameter || n.op() instanceof State)) {
                for (Value v : n.outputs()) {
                    largest = Math.max(largest, v.shape().size());
                }
            }
        }
        return Math.clamp(MOST_BYTES / (Float.BYTES * largest), 1, MOST_SAMPLES);
    }
}
