/// Training: the loop, optimizers, learning-rate schedules, metrics, events and checkpoints.
@NullMarked
package dev.noyau.train;

import org.jspecify.annotations.NullMarked;
