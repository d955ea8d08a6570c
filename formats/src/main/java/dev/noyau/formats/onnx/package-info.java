/// The ONNX format for models.
@NullMarked
package dev.noyau.formats.onnx;

import org.jspecify.annotations.NullMarked;
