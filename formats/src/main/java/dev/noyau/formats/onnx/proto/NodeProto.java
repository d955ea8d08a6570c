package dev.noyau.formats.onnx.proto;

import dev.noyau.model.FormatException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One operator applied to named values.
///
/// @param name may be empty
/// @param domain of the operator; empty for ONNX's own
/// @param inputs names of values; empty for an optional input that is left out
/// @param outputs names that the results get; empty for one that nobody needs
public record NodeProto(
        String name,
        String opType,
        String domain,
        List<String> inputs,
        List<String> outputs,
        List<AttributeProto> attributes) {

    public NodeProto {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = List.copyOf(attributes);
    }

    static NodeProto read(WireReader in) throws FormatException {
        String name = "";
        String opType = "";
        String domain = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<AttributeProto> attributes = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> inputs.add(in.text());
                case 2 -> outputs.add(in.text());
                case 3 -> name = in.text();
                case 4 -> opType = in.text();
                case 5 -> attributes.add(AttributeProto.read(in.message()));
                case 7 -> domain = in.text();
                default -> in.skip();
            }
        }
        if (opType.isEmpty() || outputs.isEmpty()) {
            throw new FormatException("node '" + name + "' has no " + (opType.isEmpty() ? "operator" : "outputs"));
        }
        return new NodeProto(name, opType, domain.equals("ai.onnx") ? "" : domain, inputs, outputs, attributes);
    }

    /// The same node, but without reference to the file's bytes.
    public NodeProto detached() throws FormatException {
        List<AttributeProto> own = new ArrayList<>(attributes);
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i).content() instanceof AttributeProto.Values(TensorProto t)) {
                own.set(i, new AttributeProto(own.get(i).name(), new AttributeProto.Values(t.detached())));
            }
        }
        return new NodeProto(name, opType, domain, inputs, outputs, own);
    }

    /// What an attribute holds; null where there is none of that name.
    public AttributeProto.@Nullable Content attribute(String wanted) {
        for (AttributeProto a : attributes) {
            if (a.name().equals(wanted)) {
                return a.content();
            }
        }
        return null;
    }

    void write(WireWriter out) {
        inputs.forEach(i -> out.textAlways(1, i));
        outputs.forEach(o -> out.textAlways(2, o));
        out.text(3, name);
        out.text(4, opType);
        attributes.forEach(a -> out.message(5, a::write));
        out.text(7, domain);
    }
}
