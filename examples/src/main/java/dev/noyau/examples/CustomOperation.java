package dev.noyau.examples;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;

import dev.noyau.data.Dataset;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.CustomOp;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Op;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Metrics;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An operation of one's own, with its own gradient: the sine as an activation (Sitzmann et al. 2020), which
/// learns stripes that a perceptron of this size with ReLU does not.
public final class CustomOperation {
    private CustomOperation() {}

    /// `y = sin(x + phase)`. Its derivative is the same op with a quarter turn more, so it can be
    /// differentiated again.
    record Sine(float phase) implements CustomOp {
        private static final float QUARTER = (float) (Math.PI / 2);

        @Override
        public List<Type> infer(List<Type> in) {
            Op.arity(in, 1);
            return in;
        }

        @Override
        public List<Tensor> compute(List<Tensor> in, List<Type> out) {
            float[] y = in.getFirst().toArray();
            for (int i = 0; i < y.length; i++) {
                y[i] = (float) Math.sin(y[i] + phase);
            }
            return List.of(Tensor.wrap(in.getFirst().shape(), y));
        }

        @Override
        public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
            Value slope = b.add(new Sine(phase + QUARTER), node.input(0));
            return Op.inputs(b.add(new Mul(), Op.only(dy), slope));
        }
    }

    static void main() {
        System.out.printf("accuracy %.4f%n", train(100));
    }

    static double train(int epochs) {
        Layer sine = (s, x) -> s.op(new Sine(0), x);
        Layer fast = (s, x) -> s.op(new Mul(), x, s.op(new dev.noyau.graph.op.BroadcastTo(x.shape()), s.constant(10)));
        var network =
                Network.of(Shape.of(1), Sequential.of(Linear.of(16), fast, sine, Linear.of(16), sine, Linear.of(2)));
        try (var trainer =
                Trainer.of(network).optimizer(Optimizers.adam(5e-3)).seed(3).open()) {
            trainer.fit(stripes(1000), epochs(epochs), batch(50));
            return trainer.evaluate(stripes(777), Metrics.accuracy()).accuracy();
        }
    }

    /// Points of [-1, 1] in ten stripes of two colours.
    private static Dataset stripes(int n) {
        float[][] x = new float[n][1];
        int[] y = new int[n];
        for (int i = 0; i < n; i++) {
            x[i][0] = 2f * i / n - 1;
            y[i] = 10 * i / n % 2;
        }
        return Dataset.of(x, y, Shape.of(1));
    }
}
