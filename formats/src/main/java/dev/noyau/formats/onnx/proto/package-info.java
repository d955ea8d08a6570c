/// ONNX's messages as records, read from and written to protocol buffers' wire format (onnx.proto, IR versions
/// 3 to 13). Fields that Noyau has no use for are skipped.
@NullMarked
package dev.noyau.formats.onnx.proto;

import org.jspecify.annotations.NullMarked;
