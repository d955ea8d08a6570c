/// Pictures as inputs of networks.
@NullMarked
package dev.noyau.formats.image;

import org.jspecify.annotations.NullMarked;
