package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Cast;
import dev.noyau.graph.op.LogSoftmax;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.SoftmaxCrossEntropy;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.stream.LongStream;

/// InfoNCE: of all samples of a batch a vector should be most like its partner (van den Oord, Li, Vinyals 2018).
/// Likeness is the cosine of the angle, `s_ij = z_i·z_j/(‖z_i‖‖z_j‖)`.
///
/// As a loss of a network, samples of the same label are partners (Khosla et al. 2020; with two of each it is SimCLR's
/// NT-Xent, Chen et al. 2020):
///
/// `L = -mean over all i, j of one label, i ≠ j, of log(e^(s_ij/τ) / Σ_{k≠i} e^(s_ik/τ))`
///
/// **Shapes**: output (N, D), targets i64 (N), any numbers.
///
/// @param temperature τ
public record InfoNce(float temperature) implements LossFunction {
    private static final float EPSILON = 1e-12f;

    /// What is added to the likeness of a vector with itself, so that it does not count.
    private static final float NEVER = -1e9f;

    public InfoNce {
        LossChecks.positive("infonce", "temperature", temperature);
    }

    @Override
    public String name() {
        return "infonce";
    }

    @Override
    public Type target(Shape output) {
        return Type.i64(Shape.of(LossChecks.vectors(name(), output).dim(0)));
    }

    @Override
    public Value apply(GraphBuilder b, Value output, Value target) {
        Arithmetic a = new Arithmetic(b);
        Shape s = LossChecks.vectors(name(), output.shape());
        int n = s.dim(0);
        Value z = b.add(new Reshape(s), output);
        float[] diagonal = new float[n * n];
        float[] others = new float[n * n];
        for (int i = 0; i < n * n; i++) {
            diagonal[i] = i % (n + 1) == 0 ? NEVER : 0;
            others[i] = i % (n + 1) == 0 ? 0 : 1;
        }
        Value scores = a.add(likeness(a, z, z), b.constant(Tensor.wrap(Shape.of(n, n), diagonal)));
        Value same = Labels.same(b, target);
        Value partners = a.mul(b.add(new Cast(DType.F32), same), b.constant(Tensor.wrap(Shape.of(n, n), others)));
        Value sum = Labels.sum(b, a.mul(partners, b.add(new LogSoftmax(1), scores)));
        return a.div(a.sub(0, sum), a.max(Labels.sum(b, partners), 1));
    }

    /// The loss of pairs, in one direction: row i of `anchors` and row i of `partners` belong together, all other rows
    /// of `partners` do not.
    ///
    /// **Shapes**: two times (N, D) → scalar.
    public Value of(GraphBuilder b, Value anchors, Value partners) {
        Value scores = likeness(new Arithmetic(b), anchors, partners);
        int n = scores.shape().dim(0);
        Value right =
                b.constant(Tensor.ofLongs(Shape.of(n), LongStream.range(0, n).toArray()));
        return b.add(new SoftmaxCrossEntropy(), scores, right);
    }

    private Value likeness(Arithmetic a, Value x, Value y) {
        Value cosines = a.b().add(new MatMul(false, true), a.normalize(x, 1, EPSILON), a.normalize(y, 1, EPSILON));
        return a.mul(cosines, 1 / temperature);
    }
}
