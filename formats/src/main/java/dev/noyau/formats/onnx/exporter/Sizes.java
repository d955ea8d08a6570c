package dev.noyau.formats.onnx.exporter;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.Resize;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which sizes of a graph follow the input and which are fixed: found by building it for a second input and
/// comparing.
///
/// Graphs hold numbers, not symbols, and this keeps it so: ONNX's symbols are needed here alone.
final class Sizes {
    private static final int BATCH = 2;

    private final Graph graph;
    private final Graph other;

    private Sizes(Graph graph, Graph other) {
        this.graph = graph;
        this.other = other;
    }

    /// With a batch of any size; the rest of the input is fixed.
    ///
    /// @throws ExportException when the graph of another batch is another graph
    static Sizes anyBatch(GraphSource source) {
        Graph graph = forBatch(source, BATCH);
        Graph other = forBatch(source, BATCH + 1);
        Node differs = firstDifference(graph, other);
        if (differs != null || graph.nodes().size() != other.nodes().size()) {
            throw new ExportException((differs == null ? "the graph" : Exporter.where(differs))
                    + " changes with the batch size in a way that ONNX cannot say");
        }
        return new Sizes(graph, other);
    }

    private static Graph forBatch(GraphSource source, int batch) {
        try {
            return source.graph(source.inputShape().prepend(batch), Mode.INFERENCE);
        } catch (ShapeException e) {
            throw new ExportException("the network does not take a batch of " + batch + " inputs: " + e.getMessage());
        }
    }

    /// With a batch and an image of any size, where the network allows it: its graph for an image twice as high
    /// and three times as wide is the same, and has the same parameters.
    static Optional<Sizes> anySize(GraphSource source) {
        Shape input = source.inputShape();
        if (input.rank() < 2) {
            return Optional.empty();
        }
        Shape larger = input;
        for (int axis = 1; axis < input.rank(); axis++) {
            long size = (axis + 1L) * input.dim(axis);
            if (size > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            larger = larger.with(axis, (int) size);
        }
        Graph graph = forBatch(source, BATCH);
        try {
            Graph other = source.graph(larger.prepend(BATCH + 1), Mode.INFERENCE);
            return firstDifference(graph, other) == null
                            && graph.nodes().size() == other.nodes().size()
                    ? Optional.of(new Sizes(graph, other))
                    : Optional.empty();
        } catch (IllegalArgumentException | ArithmeticException e) {
            // A layer that fixes the size does not take the larger image.
            return Optional.empty();
        }
    }

    private static @Nullable Node firstDifference(Graph a, Graph b) {
        for (int i = 0; i < Math.min(a.nodes().size(), b.nodes().size()); i++) {
            Node x = a.nodes().get(i);
            Node y = b.nodes().get(i);
            if (!same(x.op(), y.op()) || !same(x, y)) {
                return x;
            }
        }
        return null;
    }

    private static boolean same(Node x, Node y) {
        boolean same = x.inputs().size() == y.inputs().size();
        for (int k = 0; same && k < x.inputs().size(); k++) {
            Value p = x.input(k);
            Value q = y.input(k);
            same = p.node().id() == q.node().id() && p.index() == q.index();
        }
        for (int k = 0; same && k < x.outputs().size(); k++) {
            same = x.outputs().get(k).shape().rank()
                    == y.outputs().get(k).shape().rank();
        }
        return same;
    }

    /// Whether two ops are the same but for sizes that follow the input.
    private static boolean same(Op a, Op b) {
        return switch (a) {
            case Input x when b instanceof Input y -> x.name().equals(y.name());
            case Reshape x
            when b instanceof Reshape y -> x.shape().rank() == y.shape().rank();
            case BroadcastTo x
            when b instanceof BroadcastTo y -> x.shape().rank() == y.shape().rank();
            case Conv2dBackwardData x
            when b instanceof Conv2dBackwardData y -> x.window().equals(y.window()) && x.groups() == y.groups();
            case Resize x when b instanceof Resize y -> x.how().equals(y.how()) && Resized.sameAxes(x, y);
            default -> a.equals(b);
        };
    }

    Graph graph() {
        return graph;
    }

    /// The other graph's op in the same place.
    Op twin(Node n) {
        return other.nodes().get(n.id()).op();
    }

    /// Fails where an axis follows the input and the operator needs its size.
    void fixed(Value v, int axis) {
        if (follows(v, axis)) {
            throw new OpenSizeException(Exporter.where(v.node()) + ": the size of axis " + axis + " of " + v.shape()
                    + " follows the input, it must be fixed");
        }
    }

    /// The other graph's value in the same place.
    private Value twin(Value v) {
        return other.nodes().get(v.node().id()).outputs().get(v.index());
    }

    /// Whether an axis of a value follows the input.
    boolean follows(Value v, int axis) {
        return v.shape().dim(axis) != twin(v).shape().dim(axis);
    }

    /// Whether two axes have the same size, whatever the input.
    boolean equal(Value a, int axisA, Value b, int axisB) {
        return a.shape().dim(axisA) == b.shape().dim(axisB)
                && twin(a).shape().dim(axisA) == twin(b).shape().dim(axisB);
    }

    /// The size of an axis in the other graph.
    int other(Value v, int axis) {
        return twin(v).shape().dim(axis);
    }
}
