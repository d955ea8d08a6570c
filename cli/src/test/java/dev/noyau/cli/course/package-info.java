/// Tests of the command line: each runs whole commands in process, with files in a folder of its own.
@NullMarked
package dev.noyau.cli.course;

import org.jspecify.annotations.NullMarked;
