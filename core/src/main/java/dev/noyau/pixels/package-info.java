/// Answers for every pixel: their metrics, objects, networks run tile by tile, dense descriptors and their matches.
@NullMarked
package dev.noyau.pixels;

import org.jspecify.annotations.NullMarked;
