/// The reference backend: plain loops in double, node by node. For gradient checks and debugging, and what a fast
/// backend falls back on for an op without a kernel of its own. It is written to be read, not to be quick.
@NullMarked
package dev.noyau.reference;

import org.jspecify.annotations.NullMarked;
