package dev.noyau.graph;

import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The graph of a training step: the network, the loss, and the gradient of every parameter.
public final class TrainingGraph {
    private TrainingGraph() {}

    /// Forward, loss and gradients for a batch.
    public static Graph of(GraphSource source, LossFunction loss, Shape input) {
        Graph forward = withLoss(source, loss, input, Mode.TRAINING);
        GraphBuilder b = GraphBuilder.extend(forward);
        List<String> paths = new ArrayList<>(forward.parameters().keySet());
        List<@Nullable Value> gradients = Autodiff.gradients(
                b,
                forward.output(LossFunction.LOSS),
                new ArrayList<>(forward.parameters().values()));
        for (int i = 0; i < paths.size(); i++) {
            Value g = gradients.get(i);
            if (g != null) {
                b.gradient(paths.get(i), g);
            }
        }
        return b.build();
    }

    /// Forward and loss only: for evaluation.
    public static Graph evaluation(GraphSource source, LossFunction loss, Shape input) {
        return withLoss(source, loss, input, Mode.INFERENCE);
    }

    private static Graph withLoss(GraphSource source, LossFunction loss, Shape input, Mode mode) {
        Graph g = source.graph(input, mode);
        Value y = g.output(GraphSource.OUTPUT);
        GraphBuilder b = GraphBuilder.extend(g);
        Value target = b.input(LossFunction.TARGET, loss.target(y.shape()));
        return b.output(LossFunction.LOSS, loss.apply(b.at("loss"), y, target))
                .at("")
                .build();
    }
}
