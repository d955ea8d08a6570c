package dev.noyau.formats.onnx.exporter;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.formats.onnx.proto.GraphProto;
import dev.noyau.formats.onnx.proto.ModelProto;
import dev.noyau.formats.onnx.proto.NodeProto;
import dev.noyau.formats.onnx.proto.TensorProto;
import dev.noyau.formats.onnx.proto.ValueInfoProto;
import dev.noyau.formats.onnx.proto.ValueInfoProto.Dim;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Node;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.TopK;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Writes a graph as an ONNX model: parameters become initializers of the same name, a bias becomes the third
/// input of the convolution or matrix product before it, sizes that follow the input stay open.
public final class Exporter {
    /// Softmax, ReduceSum, Reshape and the rest have today's meaning since set 13; 17 brings the
    /// normalisations, and every runtime of the last years reads it (ONNX Runtime since 1.12).
    private static final int OPSET = 17;

    private final Sizes sizes;
    private final Names names;
    private final Parameters parameters;
    private final Parameters state;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final SequencedMap<String, TensorProto> initializers = new LinkedHashMap<>();
    private final Map<Value, String> nameOf = new IdentityHashMap<>();
    private final Map<Value, String> resultNames = new IdentityHashMap<>();
    private final Map<Node, Node> biasOf = new IdentityHashMap<>();
    private final List<String> states = new ArrayList<>();
    private final Map<Value, Integer> uses = new IdentityHashMap<>();
    private final int opset;
    private int needed;

    private Exporter(Sizes sizes, Parameters parameters, Parameters state, int opset) {
        this.sizes = sizes;
        this.opset = opset;
        this.needed = opset;
        this.parameters = parameters;
        this.state = state;
        this.names = new Names(sizes.graph());
    }

    /// What an export gives.
    ///
    /// @param states names of the initializers that are running statistics
    public record Result(GraphProto graph, int irVersion, int opset, List<String> states) {
        public ModelProto model(String producerVersion, SequencedMap<String, String> metadata) {
            return new ModelProto(
                    irVersion, "noyau", producerVersion, Map.of("", (long) opset), graph, List.of(), metadata);
        }
    }

    /// Exports the inference graph of a source.
    ///
    /// @param name of the graph
    /// @param inputName the input's name in the file
    /// @param outputNames names of the outputs in the file, the result first; the graph's for those that are
    ///     missing
    /// @throws ExportException naming the layer and op that ONNX has no word for
    public static Result export(
            GraphSource source,
            Parameters parameters,
            Parameters state,
            String name,
            String inputName,
            List<String> outputNames) {
        Sizes any = Sizes.anySize(source).orElse(null);
        if (any != null) {
            try {
                return new Exporter(any, parameters, state, OPSET).run(name, inputName, outputNames);
            } catch (OpenSizeException e) {
                // Shapes that depend on the image in a way that ONNX's Reshape cannot say: the image's size stays
                // fixed.
            }
        }
        return new Exporter(Sizes.anyBatch(source), parameters, state, OPSET).run(name, inputName, outputNames);
    }

    private Result run(String name, String inputName, List<String> outputNames) {
        String in = names.unique(inputName);
        Map<String, String> outputs = nameOutputs(outputNames);
        foldBiases();
        for (Node n : sizes.graph().nodes()) {
            if (!biasOf.containsKey(n)) {
                Operators.emit(n, this, in);
            }
        }
        if (needed > opset) {
            // Some operators are written differently in the newer set.
            return new Exporter(sizes, parameters, state, needed).run(name, inputName, outputNames);
        }
        List<ValueInfoProto> results = new ArrayList<>();
        sizes.graph().outputs().forEach((key, v) -> {
            String out = outputs.getOrDefault(key, key);
            if (!out.equals(nameOf(v))) {
                nodes.add(new NodeProto("", "Identity", "", List.of(nameOf(v)), List.of(out), List.of()));
            }
            results.add(info(out, v, false));
        });
        Value input = input();
        GraphProto graph = new GraphProto(name, nodes, initializers, List.of(info(in, input, true)), results);
        return new Result(graph, irVersion(), opset, states);
    }

    /// The file format that came with the operator set.
    private int irVersion() {
        return opset < 19 ? 8 : opset < 21 ? 9 : opset < 23 ? 10 : 11;
    }

    /// Takes the outputs' names before any node does; the first output that shows a value names it.
    private Map<String, String> nameOutputs(List<String> wanted) {
        Map<String, String> given = new HashMap<>();
        int i = 0;
        for (Map.Entry<String, Value> e : sizes.graph().outputs().entrySet()) {
            String name = names.unique(i < wanted.size() ? wanted.get(i) : e.getKey());
            given.put(e.getKey(), name);
            resultNames.putIfAbsent(e.getValue(), name);
            i++;
        }
        return given;
    }

    /// Finds biases that belong to the node before them, which nobody else looks at.
    private void foldBiases() {
        sizes.graph().outputs().values().forEach(v -> uses.merge(v, 1, Integer::sum));
        for (Node n : sizes.graph().nodes()) {
            n.inputs().forEach(v -> uses.merge(v, 1, Integer::sum));
        }
        for (Node n : sizes.graph().nodes()) {
            if (n.op() instanceof BiasAdd) {
                Value v = n.input(0);
                Op before = v.node().op();
                boolean product = before instanceof MatMul && Biased.isGemm(v.node());
                if (uses.getOrDefault(v, 0) == 1
                        && (before instanceof Conv2d || product || before instanceof Conv2dBackwardData)) {
                    biasOf.put(v.node(), n);
                }
            }
        }
    }

    /// Whether a bias is part of the node before it.
    boolean isFolded(Node bias) {
        return biasOf.get(bias.input(0).node()) == bias;
    }

    /// Whether somebody looks at a value.
    boolean isUsed(Value v) {
        return uses.containsKey(v);
    }

    /// The operator set that is written.
    int opset() {
        return opset;
    }

    Sizes sizes() {
        return sizes;
    }

    /// Adds a node.
    void add(Node n, String opType, List<Value> inputs, AttributeProto... attributes) {
        List<String> in = new ArrayList<>();
        inputs.forEach(v -> in.add(nameOf(v)));
        addNamed(n, opType, in, attributes);
    }

    /// Adds a node to inputs of given names, and gives its result a name.
    void addNamed(Node n, String opType, List<String> inputs, AttributeProto... attributes) {
        String node = names.of(n, opType);
        List<String> results = new ArrayList<>();
        for (Value v : n.outputs()) {
            // TopK has no results that may be left out
            if (v.index() == 0 || isUsed(v) || n.op() instanceof TopK) {
                String usual = v.index() == 0 ? node : names.unique(node + "/output_" + v.index());
                String result = resultNames.getOrDefault(v, usual);
                nameOf.put(v, result);
                results.add(result);
            } else {
                results.add("");
            }
        }
        while (results.getLast().isEmpty()) {
            results.removeLast();
        }
        nodes.add(new NodeProto(node, opType, "", inputs, results, List.of(attributes)));
    }

    /// Adds a node that stands for a part of another.
    ///
    /// @return its result's name
    String helper(Node n, String opType, List<String> inputs, AttributeProto... attributes) {
        String name = names.unique(n.path().isEmpty() ? opType : n.path() + "/" + opType);
        nodes.add(new NodeProto(name, opType, "", inputs, List.of(name), List.of(attributes)));
        return name;
    }

    /// Adds a list of whole numbers that a node takes as an input.
    ///
    /// @return their name
    String integers(Node n, String what, long... values) {
        return stored(n, what, Tensor.ofLongs(Shape.of(values.length), values));
    }

    /// Adds numbers to compute with: as a node, since initializers are what training changes.
    ///
    /// @return their name
    String numbers(Node n, Tensor values) {
        return helper(n, "Constant", List.of(), Attributes.tensor("value", values));
    }

    /// Adds a setting that a node takes as an input.
    ///
    /// @return its name
    String stored(Node n, String what, Tensor values) {
        String name = names.unique(n.path().isEmpty() ? what : n.path() + "/" + what);
        initializers.put(name, TensorProto.of(name, values));
        return name;
    }

    void parameter(Node n, String path) {
        nameOf.put(n.output(), path);
        initializers.put(path, TensorProto.of(path, parameters.get(path)));
    }

    void state(Node n, String path) {
        nameOf.put(n.output(), path);
        states.add(path);
        initializers.put(path, TensorProto.of(path, state.get(path)));
    }

    void input(Node n, String name) {
        nameOf.put(n.output(), name);
    }

    String nameOf(Value v) {
        String name = nameOf.get(v);
        if (name == null) {
            throw new IllegalStateException("value " + v + " has no name");
        }
        return name;
    }

    /// Says that an op needs a newer operator set.
    void needs(int newerOpset) {
        needed = Math.max(needed, newerOpset);
    }

    private ValueInfoProto info(String name, Value v, boolean input) {
        List<Dim> dims = new ArrayList<>();
        Value in = input();
        for (int axis = 0; axis < v.shape().rank(); axis++) {
            if (!sizes.follows(v, axis)) {
                dims.add(Dim.of(v.shape().dim(axis)));
            } else if (axis == 0 && sizes.equal(v, 0, in, 0)) {
                dims.add(Dim.symbol("N"));
            } else {
                dims.add(Dim.symbol(symbol(input ? "" : name + "_", v.shape().rank(), axis)));
            }
        }
        return new ValueInfoProto(name, ElementType.of(v.type().dtype()).code(), dims);
    }

    /// The graph's input.
    Value input() {
        Value v = sizes.graph().inputs().get(GraphSource.INPUT);
        if (v == null) {
            throw new ExportException("the graph has no input '" + GraphSource.INPUT + "'");
        }
        return v;
    }

    private static String symbol(String prefix, int rank, int axis) {
        String axisName = rank == 4 && axis >= 2 ? (axis == 2 ? "height" : "width") : "size_" + axis;
        return prefix + axisName;
    }

    static ExportException unsupported(Node n, String why) {
        return new ExportException(where(n) + " " + why);
    }

    static String where(Node n) {
        return (n.path().isEmpty() ? "" : n.path() + " ") + n.op().name();
    }
}
