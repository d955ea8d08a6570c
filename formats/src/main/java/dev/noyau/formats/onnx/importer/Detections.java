package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// NonMaxSuppression of known boxes and scores: how many boxes remain depends on the numbers.
final class Detections {
    private final float[] boxes;
    private final boolean centres;

    private Detections(float[] boxes, boolean centres) {
        this.boxes = boxes;
        this.centres = centres;
    }

    /// Shapes: boxes (N, B, 4), scores (N, C, B) → (M, 3): batch, class, box.
    static void nonMaxSuppression(Site s) {
        Tensor scores = s.constant(1);
        Shape shape = scores.shape();
        Detections d = new Detections(s.constant(0).data(), s.integer("center_point_box", 0) != 0);
        long most = s.has(2) ? s.constantInt(2) : 0;
        float overlap = s.has(3) ? s.constantFloats(3)[0] : 0;
        float least = s.has(4) ? s.constantFloats(4)[0] : Float.NEGATIVE_INFINITY;
        int count = shape.dim(2);
        List<long[]> kept = new ArrayList<>();
        for (int n = 0; n < shape.dim(0); n++) {
            for (int c = 0; c < shape.dim(1); c++) {
                int row = (n * shape.dim(1) + c) * count;
                for (int b : d.kept(scores.data(), row, n * count, count, most, overlap, least)) {
                    kept.add(new long[] {n, c, b});
                }
            }
        }
        long[] flat = kept.stream().flatMapToLong(java.util.Arrays::stream).toArray();
        s.result(0, Tensor.ofLongs(Shape.of(kept.size(), 3), flat), ElementType.INT64);
    }

    private List<Integer> kept(float[] scores, int row, int first, int count, long most, float overlap, float least) {
        List<Integer> best = IntStream.range(0, count)
                .filter(b -> scores[row + b] > least)
                .boxed()
                .sorted(Comparator.comparingDouble(b -> -scores[row + b]))
                .toList();
        List<Integer> kept = new ArrayList<>();
        for (int b : best) {
            if (kept.size() < most && kept.stream().noneMatch(k -> shared(first + k, first + b) > overlap)) {
                kept.add(b);
            }
        }
        return kept;
    }

    /// Intersection over union.
    private double shared(int a, int b) {
        double v = common(a, b, 0);
        double h = common(a, b, 1);
        double both = v * h;
        double all = length(a, 0) * length(a, 1) + length(b, 0) * length(b, 1) - both;
        return all <= 0 ? 0 : both / all;
    }

    private double common(int a, int b, int axis) {
        return Math.max(0, Math.min(end(a, axis), end(b, axis)) - Math.max(start(a, axis), start(b, axis)));
    }

    private double length(int box, int axis) {
        return end(box, axis) - start(box, axis);
    }

    /// Corners may be given in any order; a centre has x before y.
    private double start(int box, int axis) {
        float p = boxes[4 * box + axis];
        float q = boxes[4 * box + axis + 2];
        return centres ? p - q / 2 : Math.min(p, q);
    }

    private double end(int box, int axis) {
        float p = boxes[4 * box + axis];
        float q = boxes[4 * box + axis + 2];
        return centres ? p + q / 2 : Math.max(p, q);
    }
}
