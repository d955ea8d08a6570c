/// The safetensors format: named tensors after a JSON header, for checkpoints and weights.
@NullMarked
package dev.noyau.formats.safetensors;

import org.jspecify.annotations.NullMarked;
