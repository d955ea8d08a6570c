package dev.noyau.formats.onnx.proto;

import dev.noyau.model.FormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An operator that a model defines itself, by a graph of others.
///
/// @param defaults what attributes are that a caller does not give
/// @param opsets version of the operators of the body, by domain
public record FunctionProto(
        String domain,
        String name,
        List<String> inputs,
        List<String> outputs,
        List<AttributeProto> defaults,
        List<NodeProto> nodes,
        Map<String, Long> opsets) {

    static FunctionProto read(WireReader in) throws FormatException {
        String domain = "";
        String name = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<AttributeProto> defaults = new ArrayList<>();
        List<NodeProto> nodes = new ArrayList<>();
        Map<String, Long> opsets = new LinkedHashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 4 -> inputs.add(in.text());
                case 5 -> outputs.add(in.text());
                case 7 -> nodes.add(NodeProto.read(in.message()));
                case 9 -> ModelProto.readOpset(in.message(), opsets);
                case 10 -> domain = in.text();
                case 11 -> defaults.add(AttributeProto.read(in.message()));
                default -> in.skip();
            }
        }
        return new FunctionProto(
                domain.equals("ai.onnx") ? "" : domain, name, inputs, outputs, defaults, nodes, opsets);
    }
}
