package dev.noyau.train;

import dev.noyau.data.Batch;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Node;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.Parameter;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.DType;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Finds where the first value that is not finite appears: runs a batch forward again, node by node on the
/// reference backend, and looks at every result.
final class NonFiniteSearch {
    private NonFiniteSearch() {}

    /// What was found.
    ///
    /// @param layer its path; empty where no layer is to blame
    record Found(String layer, String sentence) {}

    static Found find(Training t, Batch batch, Parameters parameters, Parameters state, long step) {
        Graph g = inspected(TrainingGraph.of(
                t.source(),
                t.loss(),
                batch.shape(),
                t.freezing().of(parameters.slots().keySet())));
        Executable e = new ReferenceBackend().compile(g);
        g.inputs().keySet().forEach(name -> {
            switch (name) {
                case GraphSource.INPUT -> e.bind(name, batch.inputs());
                case LossFunction.TARGET -> StepPlan.bindTargets(e, batch.targets());
                default -> e.bind(name, new long[] {t.seed(), step});
            }
        });
        e.run(parameters, state.copy(), null);
        for (var named : g.outputs().entrySet()) {
            int at = firstBad(e.result(named.getKey()));
            if (at >= 0) {
                return found(named.getValue(), batch, at);
            }
        }
        return new Found(
                "",
                "computed again in double precision all values are finite, so they have become too large for"
                        + " float32");
    }

    /// The part up to the loss, with every float value as an output.
    private static Graph inspected(Graph g) {
        int loss = g.output(LossFunction.LOSS).node().id();
        SequencedMap<String, Value> all = new LinkedHashMap<>();
        for (Node n : g.nodes().subList(0, loss + 1)) {
            for (Value v : n.outputs()) {
                if (v.type().dtype() == DType.F32) {
                    all.put(v.toString(), v);
                }
            }
        }
        return new Graph(g.nodes().subList(0, loss + 1), all, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private static int firstBad(float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }

    private static Found found(Value v, Batch batch, int at) {
        Node n = v.node();
        return switch (n.op()) {
            case Input in ->
                new Found(
                        "",
                        "the input of sample " + batch.index(at / (batch.inputs().length / batch.size()))
                                + " holds a value that is not finite");
            case Parameter p ->
                new Found(n.path(), "parameter '" + p.path() + "' was no longer finite after the step before");
            default ->
                new Found(
                        n.path(),
                        "the first value that is not finite appeared in layer '" + n.path() + "' (" + n.op().name()
                                + ")");
        };
    }
}
