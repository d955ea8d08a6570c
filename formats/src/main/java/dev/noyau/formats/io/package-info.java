/// What all formats share: opening files with clear errors, and writing them whole or not at all.
@NullMarked
package dev.noyau.formats.io;

import org.jspecify.annotations.NullMarked;
