/// PyTorch's files, read as data: no Python, and no pickle is run.
@NullMarked
package dev.noyau.formats.torch;

import org.jspecify.annotations.NullMarked;
