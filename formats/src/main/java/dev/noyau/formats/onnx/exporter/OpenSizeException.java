package dev.noyau.formats.onnx.exporter;

/// A size that follows the input in a way that an operator's constants cannot say.
final class OpenSizeException extends ExportException {
    private static final long serialVersionUID = 1L;

    OpenSizeException(String message) {
        super(message);
    }
}
