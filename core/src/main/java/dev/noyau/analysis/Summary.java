package dev.noyau.analysis;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Node;
import dev.noyau.graph.op.AdaptivePool2d;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.Constant;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.MaxPool2d;
import dev.noyau.graph.op.Parameter;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

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
        SequencedMap<String, List<Node>> byPath = new LinkedHashMap<>();
        for (Node n : g.nodes()) {
            if (!(n.op() instanceof Input || n.op() instanceof Constant)) {
                byPath.computeIfAbsent(n.path(), p -> new ArrayList<>()).add(n);
            }
        }
        List<Layer> layers = new ArrayList<>();
        byPath.forEach((path, nodes) -> layers.add(layer(path, nodes)));
        return new Summary(input, g.output(GraphSource.OUTPUT).shape().dropFirst(), layers);
    }

    private static Layer layer(String path, List<Node> nodes) {
        Node main = nodes.getLast();
        long parameters = 0;
        long macs = 0;
        for (Node n : nodes) {
            parameters = Math.addExact(
                    parameters, n.op() instanceof Parameter p ? p.shape().size() : 0);
            main = n.macs() > main.macs() ? n : main;
            macs = Math.addExact(macs, n.macs());
        }
        Shape out = nodes.getLast().output().shape();
        return new Layer(path, kind(main), out.rank() == 0 ? out : out.dropFirst(), parameters, macs);
    }

    private static String kind(Node n) {
        return switch (n.op()) {
            case Conv2d c -> windowed("Conv", n, c.window(), 1) + groups(c.groups());
            case Conv2dBackwardData c -> windowed("ConvTranspose", n, c.window(), 1) + groups(c.groups());
            case MaxPool2d p -> windowed("MaxPool", n, p.window(), p.window().kw());
            case AvgPool2d p -> windowed("AvgPool", n, p.window(), p.window().kw());
            case AdaptivePool2d p -> (p.max() ? "AdaptiveMaxPool" : "AdaptiveAvgPool") + (isSignal(n) ? "1d" : "2d");
            case MatMul m -> "Linear";
            case Reshape r when r.shape().rank() == 2 && n.input(0).shape().rank() > 2 -> "Flatten";
            default -> n.op().name();
        };
    }

    private static boolean isSignal(Node n) {
        return n.input(0).shape().rank() == Images.SIGNAL;
    }

    private static String groups(int groups) {
        return groups == 1 ? "" : " groups " + groups;
    }

    /// @param usualStride the stride that goes without saying
    private static String windowed(String what, Node n, Window w, int usualStride) {
        return what
                + (isSignal(n) ? "1d " + describeRow(w, usualStride) : "2d " + describe(w, usualStride))
                + (w.ceil() ? " ceil" : "");
    }

    private static String describe(Window w, int usualStride) {
        StringBuilder s = new StringBuilder();
        s.append(w.kh()).append('×').append(w.kw());
        if (w.sh() != usualStride || w.sw() != usualStride) {
            s.append(" stride ").append(pair(w.sh(), w.sw()));
        }
        if (w.top() != w.bottom() || w.left() != w.right()) {
            s.append(" padding ").append(List.of(w.top(), w.left(), w.bottom(), w.right()));
        } else if (w.top() != 0 || w.left() != 0) {
            s.append(" padding ").append(pair(w.top(), w.left()));
        }
        if (w.dh() != 1 || w.dw() != 1) {
            s.append(" dilation ").append(pair(w.dh(), w.dw()));
        }
        return s.toString();
    }

    private static String describeRow(Window w, int usualStride) {
        String padding = w.left() == w.right()
                ? "" + w.left()
                : List.of(w.left(), w.right()).toString();
        return w.kw()
                + (w.sw() == usualStride ? "" : " stride " + w.sw())
                + (padding.equals("0") ? "" : " padding " + padding)
                + (w.dw() == 1 ? "" : " dilation " + w.dw());
    }

    private static String pair(int a, int b) {
        return a == b ? Integer.toString(a) : a + "×" + b;
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
        return SummaryTable.format(rows);
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
