package dev.noyau.reference;

import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// An [Interpreter] between float arrays.
final class ReferenceExecutable implements Executable {
    private final Graph graph;
    private final Interpreter interpreter;
    private final SequencedMap<String, Value> inputs;
    private final SequencedMap<String, Value> parameters;
    private final SequencedMap<String, Value> states;
    private final Map<String, float[]> floats = new HashMap<>();
    private final Map<String, long[]> longs = new HashMap<>();
    private final Map<String, float[]> results = new HashMap<>();

    ReferenceExecutable(Graph graph) {
        this.graph = graph;
        interpreter = Interpreter.of(graph);
        inputs = graph.inputs();
        parameters = graph.parameters();
        states = graph.states();
        graph.outputs().forEach((name, v) -> {
            if (v.type().dtype() == DType.F32) {
                results.put(name, new float[v.shape().intSize()]);
            }
        });
    }

    @Override
    public Graph graph() {
        return graph;
    }

    @Override
    public void bind(String input, float[] values) {
        check(input, true, values.length);
        floats.put(input, values);
    }

    @Override
    public void bind(String input, long[] values) {
        check(input, false, values.length);
        longs.put(input, values);
    }

    private void check(String input, boolean isFloat, int length) {
        Value v = inputs.get(input);
        if (v == null) {
            throw new IllegalArgumentException("no input '" + input + "', there are " + inputs.keySet());
        }
        if (isFloat != (v.type().dtype() == DType.F32) || v.shape().size() != length) {
            throw new IllegalArgumentException("input '" + input + "' must be " + v.type() + ", found " + length
                    + (isFloat ? " floats" : " integers"));
        }
    }

    @Override
    public void run(Parameters p, Parameters state, @Nullable Parameters gradients) {
        inputs.forEach(this::loadInput);
        parameters.forEach((path, v) -> load(p, path, v));
        states.forEach((path, v) -> load(state, path, v));
        interpreter.run();
        results.forEach((name, to) -> interpreter.output(name).store(to, 0));
        if (gradients != null) {
            Arrays.fill(gradients.slab(), 0);
            store(graph.gradients(), gradients);
        }
        store(graph.stateUpdates(), state);
    }

    private void loadInput(String name, Value v) {
        NdArray a = interpreter.array(v);
        float[] f = floats.get(name);
        long[] l = longs.get(name);
        if (f != null) {
            a.load(f, 0);
        } else if (l != null) {
            a.load(l);
        } else {
            throw new IllegalStateException("input '" + name + "' (" + v.type() + ") is not bound");
        }
    }

    private void load(Parameters p, String path, Value v) {
        interpreter.array(v).load(p.slab(), slot(p, path, v).offset());
    }

    private void store(SequencedMap<String, Value> values, Parameters p) {
        values.forEach((path, v) ->
                interpreter.array(v).store(p.slab(), slot(p, path, v).offset()));
    }

    private static Parameters.Slot slot(Parameters p, String path, Value v) {
        Parameters.Slot s = p.slot(path);
        if (!s.shape().equals(v.shape())) {
            throw new IllegalArgumentException(
                    "'" + path + "' is " + v.shape() + " in the graph, the values given have " + s.shape());
        }
        return s;
    }

    @Override
    public float[] result(String output) {
        float[] r = results.get(output);
        if (r == null) {
            throw new IllegalArgumentException("no output '" + output + "', there are " + results.keySet());
        }
        return r;
    }

    @Override
    public long[] integers(String output) {
        return interpreter.output(output).longs();
    }
}
