package dev.noyau.formats.onnx.importer;

/// What an ONNX graph asks for and cannot be had, or cannot be had for an input of this size. The message names
/// the node and its operator; whoever knows the file puts its name in front.
public sealed class ImportException extends RuntimeException permits NeedsInputException {
    private static final long serialVersionUID = 1L;

    ImportException(String message) {
        super(message);
    }

    ImportException(String message, Throwable cause) {
        super(message, cause);
    }
}
