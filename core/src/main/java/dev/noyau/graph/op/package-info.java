/// The operations: one record each, with its shape inference, its gradient rule and its multiply-add count side by
/// side.
@NullMarked
package dev.noyau.graph.op;

import org.jspecify.annotations.NullMarked;
