package dev.noyau.analysis;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Node;
import dev.noyau.graph.op.Parameter;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// A network as a table: what each layer makes of one input, and what that costs. Nothing runs, nothing is
/// allocated, so it also tells what could never be trained.
///
/// @param input shape of one input, without the batch
/// @param output shape of what comes out for it
/// @param layers in the order in which they compute
public record Summary(Shape input, Shape output, List<Layer> layers) {

    /// One line of the table.
    ///
    /// @param path of the layer, as `2.body.0`; empty for what a network computes outside its layers
    /// @param kind what it does, as `Conv2d 3×3 stride 2 padding 1`
    /// @param output shape of its result for one input
    /// @param parameters numbers that are trained; shared ones are counted where they are used first
    /// @param macs multiply-adds for one input
    public record Layer(String path, String kind, Shape output, long parameters, long macs) {}

    public Summary {
        layers = List.copyOf(layers);
    }

    /// The summary for the input that the network was made for.
    public static Summary of(GraphSource source) {
        return of(source, source.inputShape());
    }

    /// The summary for an input of another size.
    ///
    /// @param input without the batch: (C, H, W)
    /// @throws dev.noyau.tensor.ShapeException naming the layer that does not take it
    public static Summary of(GraphSource source, Shape input) {
        Graph g = source.graph(input.prepend(1), Mode.INFERENCE);
        List<Layer> layers = new ArrayList<>();
        Layers.of(g).forEach((path, nodes) -> layers.add(layer(path, nodes)));
        return new Summary(input, g.output(GraphSource.OUTPUT).shape().dropFirst(), layers);
    }

    private static Layer layer(String path, List<Node> nodes) {
        long parameters = 0;
        long macs = 0;
        for (Node n : nodes) {
            parameters = Math.addExact(
                    parameters, n.op() instanceof Parameter p ? p.shape().size() : 0);
            macs = Math.addExact(macs, n.macs());
        }
        Shape out = nodes.getLast().output().shape();
        return new Layer(
                path, LayerKind.of(Layers.main(nodes)), out.rank() == 0 ? out : out.dropFirst(), parameters, macs);
    }

    /// Numbers that are trained.
    ///
    /// @throws ArithmeticException beyond 2^63 - 1, here and in [#macs()]
    public long parameters() {
        return layers.stream().mapToLong(Layer::parameters).reduce(0, Math::addExact);
    }

    /// Multiply-adds for one input.
    public long macs() {
        return layers.stream().mapToLong(Layer::macs).reduce(0, Math::addExact);
    }

    /// The table.
    @Override
    public String toString() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("layer", "", "output", "parameters", "multiply-adds"));
        rows.add(List.of("", "input", input.pretty(), "", ""));
        for (Layer l : layers) {
            rows.add(List.of(l.path(), l.kind(), l.output().pretty(), count(l.parameters()), count(l.macs())));
        }
        rows.add(List.of("total", "", "", total(parameters()), total(macs())));
        return LayerTable.format(rows, true);
    }

    private static String count(long n) {
        return n == 0 ? "" : total(n);
    }

    /// With commas between groups of three digits.
    private static String total(long n) {
        StringBuilder s = new StringBuilder(Long.toString(n));
        for (int i = s.length() - 3; i > 0; i -= 3) {
            s.insert(i, ',');
        }
        return s.toString();
    }
}
