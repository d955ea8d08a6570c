/// Programs to start from, one thing each. They are compiled and run by the tests on a small share of the data.
@NullMarked
package dev.noyau.examples;

import org.jspecify.annotations.NullMarked;
