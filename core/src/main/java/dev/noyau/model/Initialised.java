package dev.noyau.model;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.tensor.Shape;
import java.util.function.Predicate;

/// A graph source that begins with given numbers, whatever the seed.
record Initialised(GraphSource source, Parameters parameters, Parameters state) implements GraphSource {
    @Override
    public Graph graph(Shape input, Mode mode) {
        return source.graph(input, mode);
    }

    @Override
    public Graph graph(Shape input, Mode mode, Predicate<String> frozen) {
        return source.graph(input, mode, frozen);
    }

    @Override
    public Shape inputShape() {
        return source.inputShape();
    }

    @Override
    public Parameters initialParameters(long seed) {
        return parameters.copy();
    }

    @Override
    public Parameters initialState() {
        return state.copy();
    }
}
