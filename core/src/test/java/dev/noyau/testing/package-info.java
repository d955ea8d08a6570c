/// What tests share.
@NullMarked
package dev.noyau.testing;

import org.jspecify.annotations.NullMarked;
