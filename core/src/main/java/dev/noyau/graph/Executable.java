package dev.noyau.graph;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A compiled graph. One run at a time: it owns the buffers that it works in.
///
/// The lower half of the interface works on arrays that are bound once and read in place, so that a loop of runs
/// allocates nothing; [#call(Parameters, Parameters, Map)] is the convenient form.
public interface Executable {
    Graph graph();

    /// Says where the values of a float input are, in logical row-major order; they are read at each run.
    void bind(String input, float[] values);

    /// Says where the values of an integer input are; they are read at each run.
    void bind(String input, long[] values);

    /// Runs once on what is bound.
    ///
    /// @param parameters values for the graph's parameters
    /// @param state values for the graph's states; updated in place where the graph updates them
    /// @param gradients receives the gradient of each parameter (zeros where there is none); null for graphs
    /// without
    void run(Parameters parameters, Parameters state, @Nullable Parameters gradients);

    /// Has compiled what a run will need, where that takes the JVM long; returns when it has. Worth it before many
    /// runs.
    default void prime() {}

    /// Promises that parameters and state do not change between runs any more, so that what depends on them alone
    /// can be computed once.
    default void freeze() {}

    /// Runs step by step on the calling thread, the last bound inputs again and again, and says how long each takes;
    /// empty where there are no steps to tell apart. Parameters are not changed.
    default List<StepTime> profile(Parameters parameters, Parameters state, @Nullable Parameters gradients, int runs) {
        return List.of();
    }

    /// The values of an output after a run, in logical row-major order; overwritten by the next run.
    float[] result(String output);

    /// The same for an output of integers or booleans (0 and 1).
    long[] integers(String output);

    /// Runs once on tensors and copies what comes out.
    default Results call(Parameters parameters, Parameters state, Map<String, Tensor> inputs) {
        graph().inputs().forEach((name, v) -> {
            Tensor t = inputs.get(name);
            if (t == null
                    || !t.shape().equals(v.shape())
                    || t.dtype() != v.type().dtype()) {
                throw new IllegalArgumentException("input '" + name + "' must be " + v.type() + ", found "
                        + (t == null ? "nothing" : t.dtype() + " " + t.shape()));
            }
            if (t.dtype() == DType.F32) {
                bind(name, t.data());
            } else {
                bind(name, t.longData());
            }
        });
        Parameters gradients = graph().gradients().isEmpty() ? null : parameters.zerosLike();
        Parameters newState = state.copy();
        run(parameters, newState, gradients);
        SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
        graph().outputs().forEach((name, v) -> outputs.put(name, tensor(name, v)));
        return new Results(outputs, gradients, newState);
    }

    private Tensor tensor(String output, Value v) {
        return switch (v.type().dtype()) {
            case F32 -> Tensor.of(v.shape(), result(output));
            case I64 -> Tensor.ofLongs(v.shape(), integers(output));
            case BOOL -> Tensor.ofBooleans(v.shape(), integers(output));
        };
    }

    /// What a run gives.
    ///
    /// @param outputs in the graph's order
    /// @param gradients of the parameters, null for graphs without
    /// @param state after the run
    record Results(
            SequencedMap<String, Tensor> outputs, @Nullable Parameters gradients, Parameters state) {

        public Tensor output(String name) {
            Tensor t = outputs.get(name);
            if (t == null) {
                throw new IllegalArgumentException("no output '" + name + "', there are " + outputs.keySet());
            }
            return t;
        }
    }
}
