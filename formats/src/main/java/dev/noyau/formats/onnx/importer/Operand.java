package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.tensor.Tensor;

/// What a name stands for while a graph is imported: something that is computed, or something known beforehand.
/// Known values become part of the graph only where an operator computes with them; shapes and axes do not.
sealed interface Operand {
    record Computed(Value value) implements Operand {}

    record Known(Tensor tensor) implements Operand {}

    /// A float initializer: a parameter (or state) where an operator computes with it, a constant where one
    /// needs to know it.
    record Stored(String name) implements Operand {}
}
