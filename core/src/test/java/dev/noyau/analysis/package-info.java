/// Tests of what is said of networks without running them.
@NullMarked
package dev.noyau.analysis;

import org.jspecify.annotations.NullMarked;
