package dev.noyau.analysis;

import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Backend;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The gradient of single output pixels with respect to the network's input, run on a backend. Each image of a batch
/// may ask for a pixel of its own.
final class InputGradient {
    private static final String UPSTREAM = "upstream";
    private static final String GRADIENT = "gradient";

    private final Shape input;
    private final Shape output;
    private final @Nullable Executable executable;

    /// @param of a value of the graph
    InputGradient(Graph graph, Value of, Backend backend) {
        Value x = Layers.input(graph);
        input = x.shape();
        output = of.shape();
        GraphBuilder b = GraphBuilder.extend(
                new Graph(graph.nodes(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>()));
        Value up = b.input(UPSTREAM, Type.f32(output));
        Value dx = Autodiff.gradients(b, of, up, List.of(x)).getFirst();
        executable = dx == null ? null : backend.compile(b.output(GRADIENT, dx).build());
    }

    /// The gradient for each number of the input, row-major; zeros where the value does not depend on it.
    ///
    /// @param weight how much each channel of the pixel of each image counts, in order
    /// @param positions for each image of the batch, one index a spatial axis
    float[] of(Tensor x, List<List<Integer>> positions, float[] weight, Parameters parameters, Parameters state) {
        if (executable == null) {
            return new float[input.intSize()];
        }
        Map<String, Tensor> given = new LinkedHashMap<>();
        given.put(GraphSource.INPUT, x);
        given.put(UPSTREAM, upstream(positions, weight));
        return executable.call(parameters, state, given).output(GRADIENT).data();
    }

    private Tensor upstream(List<List<Integer>> positions, float[] weight) {
        float[] up = new float[output.intSize()];
        int channels = output.dim(1);
        int area = (int) output.size(2, output.rank());
        for (int n = 0; n < positions.size(); n++) {
            int at = at(positions.get(n));
            for (int c = 0; c < channels; c++) {
                up[(n * channels + c) * area + at] = weight[n * channels + c];
            }
        }
        return Tensor.wrap(output, up);
    }

    private int at(List<Integer> position) {
        int spatial = output.rank() - 2;
        boolean inside = spatial <= position.size();
        int at = 0;
        for (int a = 0; inside && a < position.size(); a++) {
            int size = a < spatial ? output.dim(a + 2) : 1;
            inside = position.get(a) >= 0 && position.get(a) < size;
            at = at * size + position.get(a);
        }
        if (!inside) {
            throw new ShapeException("there is no output pixel " + position + "; the output is "
                    + output.dropFirst().pretty() + ", its pixels are counted from 0");
        }
        return at;
    }

    Shape output() {
        return output;
    }
}
