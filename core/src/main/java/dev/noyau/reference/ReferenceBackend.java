package dev.noyau.reference;

import dev.noyau.graph.Backend;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;

/// Runs graphs with plain loops in double; floats come in, floats go out, and nothing is rounded in between. The
/// same bits on every machine: it uses [StrictMath] and one order of summation.
public final class ReferenceBackend implements Backend {
    public ReferenceBackend() {}

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Executable compile(Graph graph) {
        return new ReferenceExecutable(graph);
    }
}
