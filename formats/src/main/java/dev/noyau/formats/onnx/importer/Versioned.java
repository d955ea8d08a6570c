package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.NodeProto;

/// A node and the version of ONNX's operators that gives it its meaning: that of the model, or of the function
/// whose body it stands in.
public record Versioned(NodeProto node, long opset) {}
