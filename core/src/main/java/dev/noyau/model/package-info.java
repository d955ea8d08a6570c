/// Trained models: a graph with its numbers and what a prediction needs to know, and the files that hold them.
@NullMarked
package dev.noyau.model;

import org.jspecify.annotations.NullMarked;
