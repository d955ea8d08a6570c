package dev.noyau.nn;

import dev.noyau.graph.Value;
import java.util.List;

/// Layers one after the other; their paths are their positions, `0`, `1`, ..., or the names that [Named] gives
/// them.
public record Sequential(List<Layer> layers) implements Layer {
    public Sequential {
        layers = List.copyOf(layers);
    }

    public static Sequential of(Layer... layers) {
        return new Sequential(List.of(layers));
    }

    @Override
    public Value apply(Scope scope, Value x) {
        Value v = x;
        for (int i = 0; i < layers.size(); i++) {
            Layer part = layers.get(i);
            v = part instanceof Named ? part.apply(scope, v) : scope.apply(Integer.toString(i), part, v);
        }
        return v;
    }
}
