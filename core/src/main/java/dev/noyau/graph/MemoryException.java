package dev.noyau.graph;

/// What a graph works in does not fit this JVM's memory; said before it runs, with the bytes.
public final class MemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MemoryException(String message) {
        super(message);
    }
}
