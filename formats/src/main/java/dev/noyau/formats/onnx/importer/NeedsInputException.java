package dev.noyau.formats.onnx.importer;

import java.util.Set;

/// The graph depends on what an input holds, as on a shape that is given at each run. It can be had for a given
/// value of these inputs.
public final class NeedsInputException extends ImportException {
    private static final long serialVersionUID = 1L;

    private final transient Set<String> inputs;

    NeedsInputException(String message, Set<String> inputs) {
        super(message);
        this.inputs = Set.copyOf(inputs);
    }

    /// Names of the inputs in the graph.
    public Set<String> inputs() {
        return inputs;
    }
}
