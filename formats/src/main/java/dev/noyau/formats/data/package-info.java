/// Data sets in files: IDX, the format of MNIST.
@NullMarked
package dev.noyau.formats.data;

import org.jspecify.annotations.NullMarked;
