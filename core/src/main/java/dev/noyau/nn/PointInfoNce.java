package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.GatherElements;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Transpose;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;

/// InfoNCE of descriptors for each pixel: of pairs of pixels that show the same point, each one's descriptor
/// should be most like its partner's, among those of all partners in the batch; both ways.
///
/// `L = ½·(NCE(a, b) + NCE(b, a))`, `NCE(a, b) = -mean_i log(e^(a_i·b_i/τ) / Σ_j e^(a_i·b_j/τ))`, where a and
/// b are descriptors of length 1; see [InfoNce#of].
///
/// **Shapes**: output (N, D, H, W), targets i64 (N, 2, points): numbers of pixels, `y · W + x`, of points and
/// in the second row of their partners.
///
/// @param temperature τ
/// @param points of a sample
public record PointInfoNce(float temperature, int points) implements LossFunction {
    public PointInfoNce {
        LossChecks.positive("point-infonce", "temperature", temperature);
        LossChecks.positive("point-infonce", "number of points", points);
    }

    @Override
    public String name() {
        return "point-infonce";
    }

    @Override
    public Type target(Shape output) {
        if (output.rank() != 4) {
            throw new ShapeException(name() + ": expects a descriptor for each pixel (N, D, H, W), found " + output);
        }
        return Type.i64(Shape.of(output.dim(0), 2, points));
    }

    @Override
    public Value apply(GraphBuilder b, Value output, Value target) {
        Shape s = output.shape();
        int n = s.dim(0);
        int d = s.dim(1);
        Value flat = b.add(new Reshape(Shape.of(n, d, s.dim(2) * s.dim(3))), output);
        Value numbers = b.add(new Reshape(Shape.of(n, 1, 2 * points)), target);
        Value index = b.add(new BroadcastTo(Shape.of(n, d, 2 * points)), numbers);
        Value found = b.add(new GatherElements(2), flat, index);
        Value rows = b.add(new Reshape(Shape.of(n, 2, points, d)), b.add(new Transpose(List.of(0, 2, 1)), found));
        Value anchors = half(b, rows, 0);
        Value partners = half(b, rows, 1);
        InfoNce nce = new InfoNce(temperature);
        Arithmetic a = new Arithmetic(b);
        return a.mul(a.add(nce.of(b, anchors, partners), nce.of(b, partners, anchors)), 0.5f);
    }

    private static Value half(GraphBuilder b, Value rows, int which) {
        Shape s = rows.shape();
        Value one = b.add(new Slice(List.of(which), List.of(which + 1), List.of(1), List.of(1)), rows);
        return b.add(new Reshape(Shape.of(s.dim(0) * s.dim(2), s.dim(3))), one);
    }
}
