package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Exponential: `y = e^x`. ONNX: Exp.
///
/// **Shapes**: any → the same.
public record Exp() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        return in;
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new Mul(), Op.only(dy), node.output()));
    }
}
