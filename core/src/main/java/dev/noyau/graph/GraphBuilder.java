package dev.noyau.graph;

import dev.noyau.graph.op.Constant;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Parameter;
import dev.noyau.graph.op.State;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Adds nodes one by one; each is checked as it is added, so an error names the layer that made it.
public final class GraphBuilder {
    private final List<Node> nodes = new ArrayList<>();
    private final SequencedMap<String, Value> outputs = new LinkedHashMap<>();
    private final SequencedMap<String, Value> gradients = new LinkedHashMap<>();
    private final SequencedMap<String, Value> stateUpdates = new LinkedHashMap<>();
    private String path = "";

    public GraphBuilder() {}

    /// A builder that goes on where a graph ends; the graph itself does not change.
    public static GraphBuilder extend(Graph graph) {
        GraphBuilder b = new GraphBuilder();
        b.nodes.addAll(graph.nodes());
        b.outputs.putAll(graph.outputs());
        b.gradients.putAll(graph.gradients());
        b.stateUpdates.putAll(graph.stateUpdates());
        return b;
    }

    /// The layer path that the next nodes carry.
    public GraphBuilder at(String path) {
        this.path = path;
        return this;
    }

    public String path() {
        return path;
    }

    public Value input(String name, Type type) {
        return add(new Input(name, type));
    }

    public Value parameter(String path, Shape shape) {
        return add(new Parameter(path, shape));
    }

    public Value state(String path, Shape shape) {
        return add(new State(path, shape));
    }

    public Value constant(Tensor value) {
        return add(new Constant(value));
    }

    public Value constant(float value) {
        return constant(Tensor.scalar(value));
    }

    /// Adds a node and gives its first result.
    ///
    /// @throws ShapeException when the inputs do not fit; the message begins with the layer's path and the op
    public Value add(Op op, Value... inputs) {
        return addAll(op, inputs).getFirst();
    }

    /// Adds a node and gives all its results.
    public List<Value> addAll(Op op, Value... inputs) {
        List<Type> in = Arrays.stream(inputs).map(Value::type).toList();
        List<Type> types;
        try {
            types = op.infer(in);
        } catch (ShapeException e) {
            String where = path.isEmpty() ? op.name(in) : path + " " + op.name(in);
            throw new ShapeException(where + ": " + e.getMessage(), e);
        }
        Node n = new Node(nodes.size(), op, List.of(inputs), types, path);
        nodes.add(n);
        return n.outputs();
    }

    public GraphBuilder output(String name, Value value) {
        outputs.put(name, value);
        return this;
    }

    public GraphBuilder gradient(String path, Value value) {
        gradients.put(path, value);
        return this;
    }

    public GraphBuilder stateUpdate(String path, Value value) {
        stateUpdates.put(path, value);
        return this;
    }

    List<Node> nodes() {
        return nodes;
    }

    /// The graph of the nodes that some output needs, renumbered; verified.
    public Graph build() {
        return Verifier.check(Pruner.prune(new Graph(nodes, outputs, gradients, stateUpdates)));
    }
}
