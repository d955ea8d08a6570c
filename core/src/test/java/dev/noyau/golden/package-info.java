/// Results of other libraries, which every backend has to give too.
@NullMarked
package dev.noyau.golden;

import org.jspecify.annotations.NullMarked;
