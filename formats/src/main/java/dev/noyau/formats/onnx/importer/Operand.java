package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Tensor;

/// What a name stands for while a graph is imported: something that is computed, or something known beforehand.
/// Known values become part of the graph only where an operator computes with them; shapes and axes do not.
sealed interface Operand {
    /// ONNX's element type, which knows more widths than Noyau's.
    ElementType type();

    record Computed(Value value, ElementType type) implements Operand {}

    record Known(Tensor tensor, ElementType type) implements Operand {}

    /// A float initializer: a parameter (or state) where an operator computes with it, a constant where one
    /// needs to know it.
    record Stored(String name, ElementType type) implements Operand {}
}
