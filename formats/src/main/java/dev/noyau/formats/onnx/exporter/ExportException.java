package dev.noyau.formats.onnx.exporter;

/// A graph that has no meaning in ONNX. The message names the layer and the op.
public class ExportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExportException(String message) {
        super(message);
    }
}
