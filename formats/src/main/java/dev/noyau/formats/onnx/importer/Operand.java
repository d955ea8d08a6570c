package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What a name stands for while a graph is imported: something that is computed, or something known beforehand.
/// Known values become part of the graph only where an operator computes with them; shapes and axes do not.
sealed interface Operand {
    /// The value to compute with that it is or becomes.
    Value value(Importer.Trace trace);

    /// What is known of it before anything runs; null for what is computed.
    @Nullable
    Tensor known(Importer.Trace trace);

    record Computed(Value value) implements Operand {
        @Override
        public Value value(Importer.Trace trace) {
            return value;
        }

        @Override
        public @Nullable Tensor known(Importer.Trace trace) {
            return null;
        }
    }

    record Known(Tensor tensor) implements Operand {
        @Override
        public Value value(Importer.Trace trace) {
            return trace.builder().constant(tensor);
        }

        @Override
        public Tensor known(Importer.Trace trace) {
            return tensor;
        }
    }

    /// A float initializer: a parameter (or state) where an operator computes with it, a constant where one
    /// needs to know it.
    record Stored(String name) implements Operand {
        @Override
        public Value value(Importer.Trace trace) {
            return trace.parameter(name);
        }

        @Override
        public Tensor known(Importer.Trace trace) {
            return trace.constant(name);
        }
    }
}
