package dev.noyau.model;

import dev.noyau.graph.Backend;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;

/// A trained network: a graph source, its numbers, and what a prediction needs to know. Immutable and
/// safe for concurrent use: each prediction takes a compiled plan from a pool, so threads do not wait
/// for each other.
public final class Model implements GraphSource {
    /// Input shapes for which plans are kept; the least recently used is dropped.
    private static final int SHAPES = 8;

    /// Idle plans that are kept for one shape.
    private static final int IDLE = 16;

    private final GraphSource source;
    private final Parameters parameters;
    private final Parameters state;
    private final ModelInfo info;
    private final Backend backend;
    private final Map<Shape, Deque<Executable>> plans = new LinkedHashMap<>(16, 0.75f, true);

    private Model(GraphSource source, Parameters parameters, Parameters state, ModelInfo info, Backend backend) {
        this.source = source;
        this.parameters = parameters;
        this.state = state;
        this.info = info;
        this.backend = backend;
    }

    /// A model of given numbers, which are copied.
    public static Model of(
            GraphSource source, Parameters parameters, Parameters state, ModelInfo info, Backend backend) {
        return new Model(source, parameters.copy(), state.copy(), info, backend);
    }

    /// A model of the numbers that a source begins with, as [Weights#into(GraphSource, String...)] gives
    /// one.
    public static Model of(GraphSource source, ModelInfo info, Backend backend) {
        return new Model(source, source.initialParameters(0), source.initialState(), info, backend);
    }

    /// Reads a model file; the format follows from the name.
    ///
    /// @throws FormatException when the file is damaged or not a model
    public static Model load(Path file) throws IOException {
        return Formats.model(file).read(file);
    }

    /// Writes a model file; the format follows from the name. The whole file or nothing.
    public void save(Path file) throws IOException {
        Formats.model(file).write(this, file);
    }

    /// Runs the network on a batch (N, C, H, W), or on one input (C, H, W), which gives one result
    /// without batch axis.
    ///
    /// @throws ShapeException naming the layer that does not take this size
    public Tensor predict(Tensor x) {
        int rank = source.inputShape().rank();
        if (x.shape().rank() == rank) {
            Tensor y = predict(x.reshape(x.shape().prepend(1).dims()));
            return y.reshape(y.shape().dropFirst().dims());
        }
        if (x.shape().rank() != rank + 1) {
            throw new ShapeException("the model takes one input "
                    + source.inputShape().pretty() + " or a batch of them, found " + x.shape());
        }
        Executable e = take(x.shape());
        try {
            e.bind(INPUT, x.data());
            e.run(parameters, state, null);
            return Tensor.of(e.graph().output(OUTPUT).shape(), e.result(OUTPUT));
        } finally {
            giveBack(x.shape(), e);
        }
    }

    /// All that the network gives for one input (C, H, W): by name, without batch axis. What is no numbers of
    /// one sample, as integers, is left out.
    ///
    /// @throws ShapeException naming the layer that does not take this size
    public SequencedMap<String, Tensor> outputs(Tensor x) {
        Shape batch = x.shape().prepend(1);
        Executable e = take(batch);
        try {
            e.bind(INPUT, x.data());
            e.run(parameters, state, null);
            SequencedMap<String, Tensor> all = new LinkedHashMap<>();
            e.graph().outputs().forEach((name, v) -> {
                Shape s = v.shape();
                if (v.type().dtype() == DType.F32 && s.rank() > 0 && s.dim(0) == 1) {
                    all.put(name, Tensor.of(s.dropFirst(), e.result(name)));
                }
            });
            return all;
        } finally {
            giveBack(batch, e);
        }
    }

    private Executable take(Shape shape) {
        synchronized (plans) {
            Deque<Executable> idle = plans.get(shape);
            if (idle != null && !idle.isEmpty()) {
                return idle.pop();
            }
        }
        Executable e = backend.compile(source.graph(shape, Mode.INFERENCE));
        e.freeze();
        return e;
    }

    private void giveBack(Shape shape, Executable e) {
        synchronized (plans) {
            Deque<Executable> idle = plans.computeIfAbsent(shape, s -> new ArrayDeque<>());
            if (idle.size() < IDLE) {
                idle.push(e);
            }
            if (plans.size() > SHAPES) {
                plans.remove(plans.keySet().iterator().next());
            }
        }
    }

    public ModelInfo info() {
        return info;
    }

    /// The trained numbers; for reading only.
    public Parameters parameters() {
        return parameters;
    }

    /// The running statistics; for reading only.
    public Parameters state() {
        return state;
    }

    /// Where the graph comes from.
    public GraphSource source() {
        return source;
    }

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

    /// The trained numbers, whatever the seed: training goes on from them.
    @Override
    public Parameters initialParameters(long seed) {
        return parameters.copy();
    }

    @Override
    public Parameters initialState() {
        return state.copy();
    }
}
