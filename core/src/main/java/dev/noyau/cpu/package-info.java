/// The fast backend: runs plans on all cores, with kernels that give the same bits on every machine and for any number
/// of threads.
@NullMarked
package dev.noyau.cpu;

import org.jspecify.annotations.NullMarked;
