package dev.noyau.nn;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Predicate;

/// A network: the shape of one input and the layer that takes it. It holds no weights.
///
/// @param inputShape without the batch: (C, H, W)
/// @param layer usually a [Sequential]
public record Network(Shape inputShape, Layer layer) implements GraphSource {

    /// Builds the graph once for a batch of one, so that a network that exists is a network that fits.
    ///
    /// @throws ShapeException naming the layer that does not fit its input
    public Network {
        trace(inputShape.prepend(1), Mode.INFERENCE, path -> false, layer);
    }

    public static Network of(Shape inputShape, Layer layer) {
        return new Network(inputShape, layer);
    }

    /// The same network, with the same parameters, on inputs of another size.
    ///
    /// @throws ShapeException naming the layer that fixes the size, for a network with a fully connected layer
    public Network withInput(Shape other) {
        Network n = new Network(other, layer);
        SequencedMap<String, Value> mine =
                graph(inputShape.prepend(1), Mode.INFERENCE).parameters();
        n.graph(other.prepend(1), Mode.INFERENCE).parameters().forEach((path, v) -> {
            Value here = mine.get(path);
            if (here == null || !here.shape().equals(v.shape())) {
                String layerPath = v.node().path();
                throw new ShapeException(layerPath + ": its '" + path + "' is "
                        + (here == null ? "absent" : here.shape().toString()) + " for inputs of " + inputShape
                        + " and would have to be " + v.shape() + " for inputs of " + other
                        + ". This layer fixes the input size; a convolution or a global pooling in its place does not");
            }
        });
        return n;
    }

    @Override
    public Graph graph(Shape input, Mode mode) {
        return graph(input, mode, path -> false);
    }

    @Override
    public Graph graph(Shape input, Mode mode, Predicate<String> frozen) {
        return trace(input, mode, frozen, layer).graph();
    }

    @Override
    public Parameters initialParameters(long seed) {
        Trace t = trace(inputShape.prepend(1), Mode.TRAINING, path -> false, layer);
        return draw(t.scope().inits(), t.graph().parameters(), seed);
    }

    @Override
    public Parameters initialState() {
        Trace t = trace(inputShape.prepend(1), Mode.TRAINING, path -> false, layer);
        return draw(t.scope().stateInits(), t.graph().states(), 0);
    }

    static Parameters draw(SequencedMap<String, Init> inits, SequencedMap<String, Value> values, long seed) {
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        values.forEach((path, v) -> shapes.put(path, v.shape()));
        Parameters p = Parameters.zeros(shapes);
        p.slots().values().forEach(s -> {
            Init init = inits.get(s.path());
            for (int i = 0; i < s.size() && init != null; i++) {
                p.slab()[s.offset() + i] = init.at(seed, s.path(), i);
            }
        });
        return p;
    }

    private record Trace(Graph graph, Scope scope) {}

    private static Trace trace(Shape input, Mode mode, Predicate<String> frozen, Layer layer) {
        Scope scope = Scope.root(mode, frozen);
        GraphBuilder b = scope.builder();
        Value x = b.input(INPUT, Type.f32(input));
        Value y = layer.apply(scope, x);
        return new Trace(b.at("").output(OUTPUT, y).build(), scope);
    }
}
