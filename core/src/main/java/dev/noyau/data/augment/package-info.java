/// What can be done to samples before a network sees them: flips, crops, turns, colours.
@NullMarked
package dev.noyau.data.augment;

import org.jspecify.annotations.NullMarked;
