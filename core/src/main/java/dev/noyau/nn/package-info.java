/// Layers: immutable records of configuration that emit graph. Weights live elsewhere.
@NullMarked
package dev.noyau.nn;

import org.jspecify.annotations.NullMarked;
