/// ONNX graphs to Noyau's: one file for each family of operators, and [Operators], the table that knows them
/// all.
@NullMarked
package dev.noyau.formats.onnx.importer;

import org.jspecify.annotations.NullMarked;
