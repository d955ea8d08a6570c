/// Noyau's graphs to ONNX: [Exporter] walks the nodes, [Operators] says what each op is in ONNX, [Sizes] finds
/// out which sizes may change.
@NullMarked
package dev.noyau.formats.onnx.exporter;

import org.jspecify.annotations.NullMarked;
