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
    /// @param bytes of the result that it hands on, for one input, in float32
    /// @param kept bytes that training keeps of it until the gradients are computed, for one input;
    /// -1 for a network that cannot be trained
    public record Layer(String path, String kind, Shape output, long parameters, long macs, long bytes, long kept) {}

    /// Columns of the narrow table.
    private static final int PLAIN = 5;

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
        KeptValues kept = KeptValues.of(source, input);
        Layers.of(g).forEach((path, nodes) -> layers.add(layer(path, nodes, kept.bytes(path))));
        return new Summary(input, g.output(GraphSource.OUTPUT).shape().dropFirst(), layers);
    }

    private static Layer layer(String path, List<Node> nodes, long kept) {
        long parameters = 0;
        long macs = 0;
        for (Node n : nodes) {
            parameters = Math.addExact(
                    parameters, n.op() instanceof Parameter p ? p.shape().size() : 0);
            macs = Math.addExact(macs, n.macs());
        }
        Shape out = nodes.getLast().output().shape();
        Shape one = out.rank() == 0 ? out : out.dropFirst();
        long bytes = Math.multiplyExact(KeptValues.FLOAT, one.size());
        return new Layer(path, LayerKind.of(Layers.main(nodes)), one, parameters, macs, bytes, kept);
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

    /// Bytes of all results together, for one input.
    public long bytes() {
        return layers.stream().mapToLong(Layer::bytes).reduce(0, Math::addExact);
    }

    /// Bytes that training keeps for one input; -1 for a network that cannot be trained.
    public long kept() {
        return layers.stream().anyMatch(l -> l.kept() < 0)
                ? -1
                : layers.stream().mapToLong(Layer::kept).reduce(0, Math::addExact);
    }

    /// The part of all multiply-adds that a layer takes.
    public double share(Layer l) {
        return macs() == 0 ? 0 : (double) l.macs() / macs();
    }

    /// The table: sizes, parameters and multiply-adds.
    @Override
    public String toString() {
        return table(false);
    }

    /// The same with the share of the multiply-adds and the memory of one input, in bytes: of the results, and of those
    /// that training keeps.
    public String costs() {
        return table(true);
    }

    private String table(boolean costs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("layer", "", "output", "parameters", "multiply-adds", "share", "bytes", "kept"));
        rows.add(List.of("", "input", input.pretty(), "", "", "", "", ""));
        for (Layer l : layers) {
            rows.add(List.of(
                    l.path(),
                    l.kind(),
                    l.output().pretty(),
                    count(l.parameters()),
                    count(l.macs()),
                    l.macs() == 0 ? "" : Math.round(100 * share(l)) + " %",
                    count(l.bytes()),
                    count(l.kept())));
        }
        String all = macs() == 0 ? "" : "100 %";
        rows.add(List.of("total", "", "", total(parameters()), total(macs()), all, total(bytes()), count(kept())));
        return LayerTable.format(
                costs ? rows : rows.stream().map(r -> r.subList(0, PLAIN)).toList(), true);
    }

    private static String count(long n) {
        return n <= 0 ? "" : total(n);
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
