/// Shapes and immutable arrays: the values that go into and come out of a network.
@NullMarked
package dev.noyau.tensor;

import org.jspecify.annotations.NullMarked;
