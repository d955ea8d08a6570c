package dev.noyau.graph;

/// Whether a network is being trained (dropout drops, batch norm uses the batch's statistics) or used.
public enum Mode {
    TRAINING,
    INFERENCE
}
