/// Networks that are known by name.
@NullMarked
package dev.noyau.zoo;

import org.jspecify.annotations.NullMarked;
