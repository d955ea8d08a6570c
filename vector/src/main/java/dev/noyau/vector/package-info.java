/// Kernels on the Vector API. The tiles are generated at build time, see `src/generator`.
@NullMarked
package dev.noyau.vector;

import org.jspecify.annotations.NullMarked;
