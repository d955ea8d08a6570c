package dev.noyau.graph;

import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The graph of a training step: the network, the loss, and the gradient of every parameter.
public final class TrainingGraph {
    private TrainingGraph() {}

    /// Forward, loss and gradients for a batch.
    public static Graph of(GraphSource source, LossFunction loss, Shape input) {
        return of(source, loss, input, path -> false);
    }

    /// The same without gradients for what is frozen: nothing is computed that only they would need.
    ///
    /// @param frozen whether a layer or parameter of this path stays as it is
    public static Graph of(GraphSource source, LossFunction loss, Shape input, Predicate<String> frozen) {
        Graph forward = withLoss(source.graph(input, Mode.TRAINING, frozen), loss);
        GraphBuilder b = GraphBuilder.extend(forward);
        SequencedMap<String, Value> trained = forward.parameters();
        trained.keySet().removeIf(frozen);
        List<String> paths = new ArrayList<>(trained.keySet());
        List<@Nullable Value> gradients =
                Autodiff.gradients(b, forward.output(LossFunction.LOSS), new ArrayList<>(trained.values()));
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
        return withLoss(source.graph(input, Mode.INFERENCE), loss);
    }

    private static Graph withLoss(Graph g, LossFunction loss) {
        Value y = g.output(GraphSource.OUTPUT);
        GraphBuilder b = GraphBuilder.extend(g);
        Value target = b.input(LossFunction.TARGET, loss.target(y.shape()));
        return b.output(LossFunction.LOSS, loss.apply(b.at("loss"), y, target))
                .at("")
                .build();
    }
}
