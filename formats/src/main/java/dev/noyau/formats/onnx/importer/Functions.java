package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.formats.onnx.proto.FunctionProto;
import dev.noyau.formats.onnx.proto.ModelProto;
import dev.noyau.formats.onnx.proto.NodeProto;
import dev.noyau.model.FormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts the bodies of a model's own functions in place of the nodes that call them. Values inside a body get the
/// name of the call's first result in front, as `y::hidden`.
public final class Functions {
    /// Calls within calls, and nodes in all: a small file may describe an enormous graph.
    private static final int DEEPEST = 64;

    private static final int MOST_NODES = 1 << 18;

    private final Map<String, FunctionProto> functions = new HashMap<>();
    private final List<Versioned> flat = new ArrayList<>();

    private Functions(List<FunctionProto> all) throws FormatException {
        for (FunctionProto f : all) {
            if (functions.put(key(f.domain(), f.name()), f) != null) {
                throw new FormatException("the function '" + f.name() + "' is defined twice");
            }
        }
    }

    /// The model's nodes without calls of its functions.
    ///
    /// @throws FormatException when functions call each other without end
    public static List<Versioned> inlined(ModelProto m) throws FormatException {
        Functions f = new Functions(m.functions());
        f.add(m.graph().nodes(), m.opsets(), 0);
        return f.flat;
    }

    private static String key(String domain, String name) {
        return domain + ":" + name;
    }

    private void add(List<NodeProto> nodes, Map<String, Long> opsets, int depth) throws FormatException {
        for (NodeProto n : nodes) {
            FunctionProto f = functions.get(key(n.domain(), n.opType()));
            if (f != null) {
                if (depth == DEEPEST) {
                    throw new FormatException("the function '" + f.name() + "' is nested more than " + DEEPEST
                            + " times; does it call itself?");
                }
                add(body(f, n), f.opsets(), depth + 1);
                continue;
            }
            if (flat.size() == MOST_NODES) {
                throw new FormatException("the graph has more than " + MOST_NODES + " nodes");
            }
            flat.add(new Versioned(n, opsets.getOrDefault(n.domain(), 0L)));
        }
    }

    private static List<NodeProto> body(FunctionProto f, NodeProto call) throws FormatException {
        if (call.inputs().size() > f.inputs().size()
                || call.outputs().size() > f.outputs().size()) {
            throw new FormatException("node '" + call.name() + "' calls the function '" + f.name()
                    + "' with more inputs or outputs than it has");
        }
        Map<String, String> names = new HashMap<>();
        names.put("", "");
        for (int i = 0; i < f.inputs().size(); i++) {
            names.put(
                    f.inputs().get(i), i < call.inputs().size() ? call.inputs().get(i) : "");
        }
        for (int i = 0; i < f.outputs().size(); i++) {
            String given = i < call.outputs().size() ? call.outputs().get(i) : "";
            if (!given.isEmpty()) {
                names.put(f.outputs().get(i), given);
            }
        }
        Map<String, AttributeProto.Content> attributes = new HashMap<>();
        f.defaults().forEach(a -> attributes.put(a.name(), a.content()));
        call.attributes().forEach(a -> attributes.put(a.name(), a.content()));
        String prefix = String.join(
                        "",
                        call.outputs().stream()
                                .filter(o -> !o.isEmpty())
                                .limit(1)
                                .toList()) + "::";
        List<NodeProto> nodes = new ArrayList<>();
        for (NodeProto n : f.nodes()) {
            nodes.add(new NodeProto(
                    n.name().isEmpty() ? "" : prefix + n.name(),
                    n.opType(),
                    n.domain(),
                    renamed(n.inputs(), names, prefix),
                    renamed(n.outputs(), names, prefix),
                    resolved(n.attributes(), attributes)));
        }
        return nodes;
    }

    private static List<String> renamed(List<String> inside, Map<String, String> names, String prefix) {
        return inside.stream().map(n -> names.getOrDefault(n, prefix + n)).toList();
    }

    /// References become what they refer to; those to what nobody gives disappear.
    private static List<AttributeProto> resolved(
            List<AttributeProto> inside, Map<String, AttributeProto.Content> given) {
        List<AttributeProto> own = new ArrayList<>();
        for (AttributeProto a : inside) {
            AttributeProto.Content c =
                    a.content() instanceof AttributeProto.Reference(String name) ? given.get(name) : a.content();
            if (c != null) {
                own.add(new AttributeProto(a.name(), c));
            }
        }
        return own;
    }
}
