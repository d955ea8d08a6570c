/// Damaged files: whatever bytes a reader gets, it reads them or refuses them with a `FormatException`.
@NullMarked
package dev.noyau.formats.fuzz;

import org.jspecify.annotations.NullMarked;
