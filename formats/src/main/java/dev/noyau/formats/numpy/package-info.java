/// NumPy's files: `.npy` for one array, `.npz` for several.
@NullMarked
package dev.noyau.formats.numpy;

import org.jspecify.annotations.NullMarked;
