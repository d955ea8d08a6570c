package dev.noyau.formats.onnx;

import dev.noyau.formats.onnx.importer.Functions;
import dev.noyau.formats.onnx.importer.Importer;
import dev.noyau.formats.onnx.importer.Initializers;
import dev.noyau.formats.onnx.importer.NodeOrder;
import dev.noyau.formats.onnx.importer.Versioned;
import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.formats.onnx.proto.GraphProto;
import dev.noyau.formats.onnx.proto.ModelProto;
import dev.noyau.formats.onnx.proto.ValueInfoProto;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Value;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an ONNX file computes, before anybody asks with which shapes: inputs, nodes in their order, stored values.
final class OnnxProgram {
    private static final long OLDEST_OPSET = 1;

    private final Importer importer;
    private final Initializers initializers;
    private final List<ValueInfoProto> inputs;
    private final List<String> outputs;

    private OnnxProgram(
            Importer importer, Initializers initializers, List<ValueInfoProto> inputs, List<String> outputs) {
        this.importer = importer;
        this.initializers = initializers;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /// @param external where values are that the file itself does not hold
    /// @throws FormatException saying what cannot be had and why, without the file's name
    static OnnxProgram of(ModelProto m, ExternalData external) throws IOException {
        checkOpset(m);
        GraphProto g = external.loaded(m.graph());
        List<String> outputs = new ArrayList<>();
        g.outputs().forEach(o -> outputs.add(o.name()));
        if (outputs.isEmpty()) {
            throw new FormatException("the model has no output");
        }
        List<ValueInfoProto> inputs = new ArrayList<>();
        for (ValueInfoProto v : g.inputs()) {
            // Old files list their initializers among the inputs.
            if (!g.initializers().containsKey(v.name())) {
                inputs.add(v);
            }
        }
        List<Versioned> nodes = new ArrayList<>();
        for (Versioned v : NodeOrder.of(Functions.inlined(m), outputs)) {
            // Without the file's bytes, which would be kept as long as the nodes are.
            nodes.add(new Versioned(v.node().detached(), v.opset()));
        }
        Initializers initializers = new Initializers(g.initializers());
        Importer importer = new Importer(
                nodes, initializers, Metadata.states(m.metadata()), given(inputs), outputs, declaredBatch(inputs));
        return new OnnxProgram(importer, initializers, inputs, outputs);
    }

    private static void checkOpset(ModelProto m) throws FormatException {
        Long opset = m.opsets().get("");
        if (opset == null || opset < OLDEST_OPSET) {
            throw new FormatException("the model uses "
                    + (opset == null ? "no operators of ONNX's own set" : "ONNX's operator set " + opset)
                    + "; sets from " + OLDEST_OPSET + " on are supported");
        }
    }

    /// The first input is the data; others keep their names.
    private static List<Importer.Given> given(List<ValueInfoProto> inputs) throws FormatException {
        List<Importer.Given> given = new ArrayList<>();
        Set<String> keys = new HashSet<>(Set.of(GraphSource.INPUT, GraphSource.KEY));
        for (ValueInfoProto v : inputs) {
            ElementType type = ElementType.of(v.elementType());
            if (type == null) {
                throw new FormatException("the input '" + v.name() + "' should be a tensor of numbers, found "
                        + (v.elementType() == 0 ? "another kind" : "the element type " + v.elementType()));
            }
            String key = given.isEmpty() ? GraphSource.INPUT : v.name();
            while (!given.isEmpty() && !keys.add(key)) {
                key += "_2";
            }
            given.add(new Importer.Given(v.name(), key, type));
        }
        return given;
    }

    private static int declaredBatch(List<ValueInfoProto> inputs) {
        if (inputs.isEmpty()) {
            return 0;
        }
        List<ValueInfoProto.Dim> dims = inputs.getFirst().dims();
        long size = dims == null || dims.isEmpty() ? 0 : dims.getFirst().size();
        return size < 0 || size > Integer.MAX_VALUE ? 0 : (int) size;
    }

    Importer importer() {
        return importer;
    }

    /// The inputs as they are declared, without those that are initializers.
    List<ValueInfoProto> inputs() {
        return inputs;
    }

    /// Names of the outputs, the result first.
    List<String> outputs() {
        return outputs;
    }

    /// The numbers of the file for some of a graph's parameters or states.
    Parameters values(SequencedMap<String, Value> named) throws FormatException {
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        for (Map.Entry<String, Value> e : named.entrySet()) {
            shapes.put(e.getKey(), e.getValue().shape());
        }
        try {
            Parameters p = Parameters.zeros(shapes);
            for (Parameters.Slot s : p.slots().values()) {
                initializers.copyFloats(s.path(), p.slab(), s.offset());
            }
            return p;
        } catch (IllegalArgumentException e) {
            throw new FormatException("too many numbers: " + e.getMessage(), e);
        }
    }

    /// Lets go of the file's bytes, where everything that a graph needs is kept in these slabs.
    void release(Parameters parameters, Parameters state) throws FormatException {
        initializers.release(name -> kept(name, parameters, state));
    }

    private static @Nullable Tensor kept(String name, Parameters parameters, Parameters state) {
        return parameters.slots().containsKey(name)
                ? parameters.get(name)
                : state.slots().containsKey(name) ? state.get(name) : null;
    }
}
