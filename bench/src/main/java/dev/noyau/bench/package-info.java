/// Benchmarks of the engine's parts.
@NullMarked
package dev.noyau.bench;

import org.jspecify.annotations.NullMarked;
