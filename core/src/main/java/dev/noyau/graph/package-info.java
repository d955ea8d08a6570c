/// The mathematics of a network: values in logical order, nodes, verification and differentiation.
@NullMarked
package dev.noyau.graph;

import org.jspecify.annotations.NullMarked;
