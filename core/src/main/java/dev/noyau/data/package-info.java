/// Samples with random access, their order, and the batches that are made of them in the background.
@NullMarked
package dev.noyau.data;

import org.jspecify.annotations.NullMarked;
