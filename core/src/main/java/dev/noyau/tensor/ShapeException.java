package dev.noyau.tensor;

/// Sizes that do not fit together. The message names the layer's path where there is one, what was expected and what
/// was found.
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ShapeException(String message) {
        super(message);
    }

    public ShapeException(String message, Throwable cause) {
        super(message, cause);
    }
}
