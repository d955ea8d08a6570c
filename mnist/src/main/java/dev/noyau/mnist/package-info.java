/// The MNIST digits.
@NullMarked
package dev.noyau.mnist;

import org.jspecify.annotations.NullMarked;
