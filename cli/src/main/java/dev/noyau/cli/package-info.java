/// The `noyau` command: what each subcommand does, what it prints, and how it fails.
@NullMarked
package dev.noyau.cli;

import org.jspecify.annotations.NullMarked;
