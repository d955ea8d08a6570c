/// What can be said of a network without running it: folds over its graph. Nothing is allocated.
@NullMarked
package dev.noyau.analysis;

import org.jspecify.annotations.NullMarked;
