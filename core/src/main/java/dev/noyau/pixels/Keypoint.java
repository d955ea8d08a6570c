package dev.noyau.pixels;

/// A pixel that can be found again in another image.
///
/// @param score how well, larger is better
public record Keypoint(int x, int y, float score) {}
