package dev.noyau.graph;

/// Turns a graph into something that runs.
public interface Backend {
    String name();

    Executable compile(Graph graph);
}
