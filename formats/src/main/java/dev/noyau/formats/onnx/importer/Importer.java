package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.formats.onnx.proto.NodeProto;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Builds the graph of an ONNX model for inputs of given shapes. All shapes are numbers then, so a computation
/// on shapes is done while importing.
public final class Importer {
    private final List<Versioned> nodes;
    private final Initializers initializers;
    private final Set<String> states;
    private final List<Given> inputs;
    private final List<String> outputs;
    private final int declaredBatch;

    /// An input of the model.
    ///
    /// @param name in the file
    /// @param key in the graph
    public record Given(String name, String key, ElementType type) {}

    /// @param nodes in topological order
    /// @param initializers values that the model holds
    /// @param states names of those that are running statistics, not parameters
    /// @param inputs of the model
    /// @param outputs names of its outputs, the result first
    /// @param declaredBatch the batch size that the file was made for; 0 where it is free
    public Importer(
            List<Versioned> nodes,
            Initializers initializers,
            Set<String> states,
            List<Given> inputs,
            List<String> outputs,
            int declaredBatch) {
        this.nodes = List.copyOf(nodes);
        this.initializers = initializers;
        this.states = Set.copyOf(states);
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.declaredBatch = declaredBatch;
    }

    public List<Given> inputs() {
        return inputs;
    }

    /// Builds the graph.
    ///
    /// @param types of the inputs, in their order
    /// @param known values of some inputs by key, which are part of the graph then instead of its inputs
    /// @throws NeedsInputException when the graph depends on what an input holds
    /// @throws ImportException naming the node that cannot be imported, or not for these shapes
    public Graph graph(List<Type> types, Map<String, Tensor> known, Mode mode) {
        int batch = types.isEmpty() || types.getFirst().shape().rank() == 0
                ? 0
                : types.getFirst().shape().dim(0);
        Trace t = new Trace(initializers, states, mode, declaredBatch, batch);
        GraphBuilder b = t.builder();
        for (int i = 0; i < inputs.size(); i++) {
            Given in = inputs.get(i);
            Tensor value = known.get(in.key());
            t.define(
                    in.name(),
                    value != null
                            ? new Operand.Known(value, in.type())
                            : new Operand.Computed(b.input(in.key(), types.get(i)), in.type()));
        }
        for (Versioned n : nodes) {
            t.emit(n, path(n.node()));
        }
        b.at("");
        Map<String, String> keys = keys();
        for (String name : outputs) {
            b.output(keys.getOrDefault(name, name), output(t, name));
        }
        return b.build();
    }

    /// The first output is the result; others keep their names.
    private Map<String, String> keys() {
        Map<String, String> keys = new HashMap<>();
        keys.put(outputs.getFirst(), GraphSource.OUTPUT);
        for (String name : outputs) {
            if (name.equals(GraphSource.OUTPUT) && !name.equals(outputs.getFirst())) {
                keys.put(name, name + "_2");
            }
        }
        return keys;
    }

    /// The path of a node's ops is the name of its value, so that it is exported under the same name again. A
    /// result of the whole graph has its name from there.
    private String path(NodeProto n) {
        String value = n.outputs().getFirst();
        return outputs.contains(value) && !n.name().isEmpty() ? n.name() : value;
    }

    private static Value output(Trace t, String name) {
        Operand o = t.operand(name);
        if (o == null) {
            throw new ImportException("no node gives the output '" + name + "'");
        }
        return t.value(o);
    }
}
