/// What a program asks of the library as a whole.
@NullMarked
package dev.noyau;

import org.jspecify.annotations.NullMarked;
