package dev.noyau.nn;

import dev.noyau.graph.Value;

/// A layer under a name of its own, which stands in its parameters' paths; in a [Sequential] in place of the position.
/// So a network's parameters can have the names that a file of weights has.
///
/// **Shapes**: those of the layer.
public record Named(String name, Layer layer) implements Layer {
    public Named {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("Named: the name of a layer must not be empty");
        }
    }

    public static Named of(String name, Layer layer) {
        return new Named(name, layer);
    }

    /// Several layers one after the other under one name.
    public static Named of(String name, Layer first, Layer... others) {
        Layer[] all = new Layer[others.length + 1];
        all[0] = first;
        System.arraycopy(others, 0, all, 1, others.length);
        return new Named(name, Sequential.of(all));
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return scope.apply(name, layer, x);
    }
}
