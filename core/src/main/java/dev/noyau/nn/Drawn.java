package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;

/// A layer whose parameters, and those of all layers within, begin by another rule than the layers' own. Of two such
/// layers, one within the other, the outer one has the last word.
///
/// **Shapes**: those of the layer.
public record Drawn(Layer layer, Rule rule) implements Layer {

    /// How parameters begin.
    @FunctionalInterface
    public interface Rule {
        /// @param shape of the parameter
        /// @param usual what its layer would do
        Init of(Shape shape, Init usual);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return layer.apply(scope.drawnBy(rule), x);
    }
}
