package dev.noyau.formats.onnx.proto;

import dev.noyau.model.FormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The graph of a model.
///
/// @param initializers by name; values that are part of the model
public record GraphProto(
        String name,
        List<NodeProto> nodes,
        SequencedMap<String, TensorProto> initializers,
        List<ValueInfoProto> inputs,
        List<ValueInfoProto> outputs) {

    static GraphProto read(WireReader in) throws FormatException {
        String name = "";
        List<NodeProto> nodes = new ArrayList<>();
        SequencedMap<String, TensorProto> initializers = new LinkedHashMap<>();
        List<ValueInfoProto> inputs = new ArrayList<>();
        List<ValueInfoProto> outputs = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> nodes.add(NodeProto.read(in.message()));
                case 2 -> name = in.text();
                case 5 -> {
                    TensorProto t = TensorProto.read(in.message());
                    if (initializers.put(t.name(), t) != null) {
                        throw new FormatException("the initializer '" + t.name() + "' occurs twice");
                    }
                }
                case 11 -> inputs.add(ValueInfoProto.read(in.message()));
                case 12 -> outputs.add(ValueInfoProto.read(in.message()));
                case 15 -> throw new FormatException("the graph has sparse initializers, which are not supported");
                default -> in.skip();
            }
        }
        return new GraphProto(name, nodes, initializers, inputs, outputs);
    }

    void write(WireWriter out) {
        nodes.forEach(n -> out.message(1, n::write));
        out.text(2, name);
        initializers.values().forEach(t -> out.message(5, t::write));
        inputs.forEach(i -> out.message(11, i::write));
        outputs.forEach(o -> out.message(12, o::write));
    }
}
