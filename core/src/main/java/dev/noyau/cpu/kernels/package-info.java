/// The inner loops of the cpu backend: they see arrays, offsets and numbers, and know no shape, layer or operator.
///
/// Storage: images are blocked by [16][Kernels#LANES] channels, `[image][channel block][row][column][16]`, with a halo
/// around each image, so that padding costs no branch. Where a value lies is said by tables of offsets that the plan
/// fills once, so one kernel serves the convolution, both of its gradients and the matrix product.
///
/// Every implementation gives the same bits: one chain of fused multiply-adds per output element, in the order of the
/// table, one element per lane.
@NullMarked
package dev.noyau.cpu.kernels;

import org.jspecify.annotations.NullMarked;
