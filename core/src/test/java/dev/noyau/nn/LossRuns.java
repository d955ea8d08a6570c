package dev.noyau.nn;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Executable;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/// Runs losses on scores alone, and compares them with formulas written in double.
final class LossRuns {
    private static final double DIFFERENCE = 1e-5;

    /// Differences of the formulas are good to about the square of [#DIFFERENCE]; float32 to some of its roundings.
    private static final double GRADIENT_TOLERANCE = 3e-6;

    private LossRuns() {}

    /// Fails unless the loss is that of the formula, and its gradient that of the formula's differences.
    static void check(
            Backends.Tested tested, LossFunction loss, Tensor x, Tensor target, ToDoubleFunction<double[]> formula) {
        Executable.Results r = run(tested, loss, x, target);
        double[] v = toDouble(x.data());
        assertClose(
                loss.name(), new double[] {r.output("loss").data()[0]}, new double[] {formula.applyAsDouble(v)}, 1e-6);
        double[] differences = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            double old = v[i];
            v[i] = old + DIFFERENCE;
            double up = formula.applyAsDouble(v);
            v[i] = old - DIFFERENCE;
            differences[i] = (up - formula.applyAsDouble(v)) / (2 * DIFFERENCE);
            v[i] = old;
        }
        assertClose("gradient", toDouble(r.gradients().get("x").data()), differences, GRADIENT_TOLERANCE);
    }

    /// The loss, as `loss`, and its gradient for the scores, as `x`.
    static Executable.Results run(Backends.Tested tested, LossFunction loss, Tensor x, Tensor target) {
        GraphBuilder b = new GraphBuilder();
        Value in = b.parameter("x", x.shape());
        assertThat(loss.target(x.shape()).shape()).isEqualTo(target.shape());
        Value l = loss.apply(b, in, b.input("target", loss.target(x.shape())));
        Value g = Autodiff.gradients(b, l, List.of(in)).getFirst();
        assertThat(g).isNotNull();
        b.gradient("x", g);
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("x", x.shape());
        Parameters p = Parameters.zeros(shapes);
        p.set("x", x);
        return tested.backend()
                .compile(b.output("loss", l).build())
                .call(p, Parameters.zeros(new LinkedHashMap<>()), Map.of("target", target));
    }

    static double[] toDouble(float[] f) {
        double[] d = new double[f.length];
        for (int i = 0; i < f.length; i++) {
            d[i] = f[i];
        }
        return d;
    }
}
