package dev.noyau.graph;

import java.util.OptionalLong;

/// Turns a graph into something that runs.
public interface Backend {
    String name();

    /// @throws MemoryException when there is not enough memory for it, with the bytes
    Executable compile(Graph graph);

    /// Bytes that the compiled graph would work in, bound inputs and parameters not counted; empty where that is
    /// not known. Nothing is allocated.
    default OptionalLong bytes(Graph graph) {
        return OptionalLong.empty();
    }
}
