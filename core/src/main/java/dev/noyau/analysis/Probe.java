package dev.noyau.analysis;

import dev.noyau.graph.Backend;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The receptive field found by running: the gradient of an output pixel with respect to the input is not zero where
/// the pixel sees. Independent of [ReceptiveField], which it confirms.
///
/// The network runs with its own windows, strides and skips, but with positive weights, average pooling in place of
/// the largest value and without activations, so that no two ways cancel and none is switched off.
public final class Probe {
    private Probe() {}

    /// The pixels of the input that output pixels depend on, in row-major order, one set for each.
    ///
    /// @param input without the batch
    /// @param path of the layer whose output is asked for; empty for the network's output
    /// @param positions one index a spatial axis; all run in one batch
    /// @param backend in double ([dev.noyau.reference.ReferenceBackend]) the smallest gradient of a deep network is
    /// still not zero
    public static List<BitSet> pixels(
            GraphSource source, Shape input, String path, List<List<Integer>> positions, Backend backend) {
        Shape batch = input.prepend(positions.size());
        Graph g = LinearTwin.of(atLayer(source.graph(batch, Mode.INFERENCE), path));
        InputGradient gradient = new InputGradient(g, g.output(GraphSource.OUTPUT), backend);
        float[] ones = new float[gradient.output().dim(0) * gradient.output().dim(1)];
        Arrays.fill(ones, 1);
        float[] x = new float[batch.intSize()];
        Arrays.fill(x, 1);
        float[] dx = gradient.of(
                Tensor.wrap(batch, x),
                positions,
                ones,
                LinearTwin.positive(g.parameters()),
                LinearTwin.positive(g.states()));
        return java.util.stream.IntStream.range(0, positions.size())
                .mapToObj(n -> touched(dx, n, input))
                .toList();
    }

    private static BitSet touched(float[] dx, int image, Shape input) {
        int area = (int) input.size(1, input.rank());
        int channels = input.dim(0);
        BitSet touched = new BitSet();
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < area; i++) {
                float d = dx[(image * channels + c) * area + i];
                if (Float.isNaN(d)) {
                    throw new ArithmeticException("the gradients leave the range of numbers: "
                            + "the network is too deep for this backend, the reference backend goes further");
                }
                if (d != 0) {
                    touched.set(i);
                }
            }
        }
        return touched;
    }

    /// The graph with a layer's result as its output.
    static Graph atLayer(Graph g, String path) {
        if (path.isEmpty()) {
            return g;
        }
        Value v = Layers.of(g).entrySet().stream()
                .filter(e -> e.getKey().equals(path))
                .map(e -> e.getValue().getLast().output())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no layer '" + path + "'"));
        return dev.noyau.graph.GraphBuilder.extend(
                        new Graph(g.nodes(), new java.util.LinkedHashMap<>(), g.gradients(), g.stateUpdates()))
                .output(GraphSource.OUTPUT, v)
                .build();
    }
}
