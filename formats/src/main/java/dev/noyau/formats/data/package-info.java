/// Data sets in files: MNIST's IDX, CIFAR, folders and lists of images, recordings.
@NullMarked
package dev.noyau.formats.data;

import org.jspecify.annotations.NullMarked;
