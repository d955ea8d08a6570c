/// From a graph to a plan: the machine's view for one input shape, as steps over buffers with layouts, in stages
/// that need one barrier each. Knows shapes, not clocks: the same graph gives the same plan on every machine.
@NullMarked
package dev.noyau.compile;

import org.jspecify.annotations.NullMarked;
