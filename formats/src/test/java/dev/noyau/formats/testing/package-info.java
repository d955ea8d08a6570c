/// What the tests of all formats share.
@NullMarked
package dev.noyau.formats.testing;

import org.jspecify.annotations.NullMarked;
