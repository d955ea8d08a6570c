package dev.noyau.graph.op;

import dev.noyau.graph.Type;
import dev.noyau.tensor.Tensor;
import java.util.List;

/// An operation of a user's own. It sees arrays in logical order and runs on every backend; it brings its own gradient
/// (or none). Export to ONNX refuses it by name.
public non-sealed interface CustomOp extends Op {
    /// Computes the results from the inputs; must depend on nothing else and be safe for concurrent calls.
    List<Tensor> compute(List<Tensor> in, List<Type> out);
}
