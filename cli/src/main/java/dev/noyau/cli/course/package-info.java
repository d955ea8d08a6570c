/// Pages that show analyses and the course, to be opened in a browser without a network.
@NullMarked
package dev.noyau.cli.course;

import org.jspecify.annotations.NullMarked;
