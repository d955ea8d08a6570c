/// Tests of the command line: each runs whole commands in process, with files in a folder of its own.
@NullMarked
package dev.noyau.cli;

import org.jspecify.annotations.NullMarked;
