package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sum: `y = a + b`, with NumPy's broadcasting. ONNX: Add.
///
/// **Shapes**: any two that broadcast → the common shape.
public record Add() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        return List.of(Broadcast.numbers(in));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value g = Op.only(dy);
        return Op.inputs(
                BroadcastTo.reduceTo(b, g, node.input(0).shape()),
                BroadcastTo.reduceTo(b, g, node.input(1).shape()));
    }
}
