package dev.noyau.graph;

import dev.noyau.tensor.Shape;
import java.util.function.Predicate;

/// What gives a graph for an input shape and a mode: a network of layers, or an imported file. Training, prediction,
/// analyses and export take nothing else.
public interface GraphSource {
    /// The name of the graph's input for the data.
    String INPUT = "input";

    /// The name of the graph's output.
    String OUTPUT = "output";

    /// The name of the input for the random key, i64 (2): seed and step. Only graphs that draw
    /// numbers have it.
    String KEY = "key";

    /// The graph for a batch of inputs: data under [#INPUT], result under [#OUTPUT].
    ///
    /// @param input with its batch axis: (N, C, H, W)
    /// @throws dev.noyau.tensor.ShapeException when the layers do not take it
    Graph graph(Shape input, Mode mode);

    /// The graph with some layers frozen: in training, too, these work as in inference, so that
    /// batch norms use their running statistics, and in a network of layers dropout drops nothing.
    ///
    /// @param frozen whether a layer or parameter of this path is
    default Graph graph(Shape input, Mode mode, Predicate<String> frozen) {
        return Frozen.of(graph(input, mode), frozen);
    }

    /// The shape of one input that it was made for, without the batch: (C, H, W).
    Shape inputShape();

    /// Parameters as they are before any training: drawn for a network, read for a file.
    Parameters initialParameters(long seed);

    /// State as it is before any training.
    Parameters initialState();
}
