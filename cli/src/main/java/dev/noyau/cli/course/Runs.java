package dev.noyau.cli.course;

import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Backend;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Node;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Runs of networks that show what is inside: results of all layers, gradients of all parameters.
final class Runs {
    private static final String UPSTREAM = "upstream";

    private Runs() {}

    /// The result of each layer for one input, by path; the last layer of the path counts.
    static SequencedMap<String, Tensor> layers(GraphSource source, Parameters parameters, Tensor x, Backend backend) {
        Graph g = source.graph(x.shape().prepend(1), Mode.INFERENCE);
        GraphBuilder b = GraphBuilder.extend(
                new Graph(g.nodes(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>()));
        SequencedMap<String, Value> last = new LinkedHashMap<>();
        for (Node n : g.nodes()) {
            if (!n.inputs().isEmpty()) {
                last.put(n.path(), n.outputs().getFirst());
            }
        }
        last.forEach(b::output);
        return backend.compile(b.build())
                .call(parameters, source.initialState(), Map.of(GraphSource.INPUT, batch(x)))
                .outputs();
    }

    /// The gradients of the parameters for a given gradient of the output.
    static Parameters gradients(GraphSource source, Parameters parameters, Tensor x, Tensor upstream, Backend backend) {
        Graph g = source.graph(x.shape().prepend(1), Mode.TRAINING);
        GraphBuilder b = GraphBuilder.extend(g);
        Value y = g.output(GraphSource.OUTPUT);
        Value up = b.input(UPSTREAM, Type.f32(y.shape()));
        List<String> paths = new ArrayList<>(g.parameters().keySet());
        var gradients =
                Autodiff.gradients(b, y, up, new ArrayList<>(g.parameters().values()));
        for (int i = 0; i < paths.size(); i++) {
            Value d = gradients.get(i);
            if (d != null) {
                b.gradient(paths.get(i), d);
            }
        }
        Executable.Results r = backend.compile(b.build())
                .call(
                        parameters,
                        source.initialState(),
                        Map.of(
                                GraphSource.INPUT,
                                batch(x),
                                UPSTREAM,
                                upstream.reshape(y.shape().dims())));
        Parameters found = r.gradients();
        if (found == null) {
            throw new IllegalStateException("the network has no parameters");
        }
        return found;
    }

    static Tensor batch(Tensor x) {
        return x.reshape(x.shape().prepend(1).dims());
    }
}
