package dev.noyau.pixels;

import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The points of a view of a photograph, and which of them another view shows.
final class Views {
    private final int side;
    private final int margin;
    private final Homography first;
    private final List<Keypoint> points;

    /// @param first from the view to the photograph
    /// @param image holds the view from position `at`, (C, 2·side, side) of which the upper half counts
    Views(Shape photo, int side, int margin, int cell, Homography first, float[] image, int at) {
        this.side = side;
        this.margin = margin;
        this.first = first;
        float[] grey = new float[side * side];
        for (int c = 0; c < photo.dim(0); c++) {
            for (int i = 0; i < grey.length; i++) {
                grey[i] += image[at + c * 2 * grey.length + i];
            }
        }
        float[] structure = Keypoints.harris(grey, side, side);
        List<Keypoint> best = new ArrayList<>();
        for (int y = margin; y + cell <= side - margin; y += cell) {
            for (int x = margin; x + cell <= side - margin; x += cell) {
                Keypoint k = strongest(structure, x, y, cell);
                if (within(first.apply(k.x(), k.y()), 1, photo.dim(2), photo.dim(1))) {
                    best.add(k);
                }
            }
        }
        best.sort(Comparator.comparingDouble(Keypoint::score).reversed());
        points = best;
    }

    private Keypoint strongest(float[] structure, int left, int top, int cell) {
        int best = top * side + left;
        for (int i = 0; i < cell * cell; i++) {
            int at = (top + i / cell) * side + left + i % cell;
            best = structure[at] > structure[best] ? at : best;
        }
        return new Keypoint(best % side, best / side, structure[best]);
    }

    private static boolean within(Homography.Point p, double border, double width, double height) {
        return p.x() >= border && p.y() >= border && p.x() < width - 1 - border && p.y() < height - 1 - border;
    }

    /// The points that are in both views, those with the most structure first.
    ///
    /// @param second from the other view to the photograph
    /// @return for each its pixel here and there, `y · side + x`
    List<long[]> common(Homography second) {
        Homography there = second.inverse().after(first);
        List<long[]> found = new ArrayList<>();
        for (Keypoint k : points) {
            Homography.Point p = there.apply(k.x(), k.y());
            if (within(p, margin, side, side)) {
                long y = Math.round(p.y());
                found.add(new long[] {(long) k.y() * side + k.x(), y * side + Math.round(p.x())});
            }
        }
        return found;
    }
}
