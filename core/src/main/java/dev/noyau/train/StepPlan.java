package dev.noyau.train;

import dev.noyau.cpu.CpuExecutable;
import dev.noyau.data.Batch;
import dev.noyau.graph.Backend;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.StepTime;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.graph.Type;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A step of training or of measuring, compiled for one batch shape.
final class StepPlan {
    private final Shape input;
    private final boolean gradients;
    private final Executable executable;
    private final Shape output;
    private final int targets;

    /// Classes that labels may name; 0 where targets are no labels.
    private final int classes;

    /// Seed and step, for layers that draw numbers.
    private final long[] key;

    private StepPlan(Training training, Executable executable, Shape input, boolean gradients) {
        this.input = input;
        this.gradients = gradients;
        this.executable = executable;
        Graph g = executable.graph();
        output = g.output(GraphSource.OUTPUT).shape();
        targets = training.loss().target(output).shape().intSize();
        classes = training.loss().classes(output);
        key = new long[] {training.seed(), 0};
        if (g.inputs().containsKey(GraphSource.KEY)) {
            executable.bind(GraphSource.KEY, key);
        }
    }

    static StepPlan compile(Training t, Backend backend, Parameters parameters, Shape input, boolean gradients) {
        Graph g = gradients
                ? TrainingGraph.of(t.source(), t.loss(), input)
                : TrainingGraph.evaluation(t.source(), t.loss(), input);
        check(g, parameters, t.source().inputShape(), input);
        Type target = g.inputs()
                .getOrDefault(LossFunction.TARGET, g.output(LossFunction.LOSS))
                .type();
        if (target.dtype() != DType.I64) {
            throw new TrainingException("the loss " + t.loss().name() + " takes targets " + target
                    + "; training takes class numbers (i64) only");
        }
        Executable e = backend.compile(g);
        e.prime();
        return new StepPlan(t, e, input, gradients);
    }

    /// A layer whose weights follow the input's size cannot take another size.
    private static void check(Graph g, Parameters parameters, Shape made, Shape input) {
        g.parameters().forEach((path, v) -> {
            Shape here = parameters.slot(path).shape();
            if (!here.equals(v.shape())) {
                throw new ShapeException(v.node().path() + ": its '" + path + "' would have to be " + v.shape()
                        + " for inputs of " + input.dropFirst().pretty() + "; the network is made for inputs of "
                        + made.pretty() + " and has " + here);
            }
        });
    }

    boolean fits(Shape batch, boolean withGradients) {
        return gradients == withGradients && input.equals(batch);
    }

    /// Memory that it works in, where that is known.
    OptionalLong bytes(int threads) {
        return executable instanceof CpuExecutable e ? OptionalLong.of(e.plan().bytes(threads)) : OptionalLong.empty();
    }

    /// Runs once and gives the loss.
    ///
    /// @throws TrainingException when the targets are not as many as the network's answers, or out of range
    float run(Batch batch, Parameters parameters, Parameters state, @Nullable Parameters gradient, long step) {
        check(batch);
        key[1] = step;
        executable.bind(GraphSource.INPUT, batch.inputs());
        executable.bind(LossFunction.TARGET, batch.targets());
        executable.run(parameters, state, gradient);
        return executable.result(LossFunction.LOSS)[0];
    }

    List<StepTime> profile(Batch batch, Parameters parameters, Parameters state, Parameters gradient, int runs) {
        run(batch, parameters, state, gradient, 0);
        return executable.profile(parameters, state, gradient, runs);
    }

    private void check(Batch batch) {
        long[] t = batch.targets();
        if (t.length != targets) {
            throw new TrainingException("for inputs of " + input.dropFirst().pretty() + " the network gives "
                    + output.dropFirst().pretty() + ", which takes " + targets / batch.size()
                    + " targets a sample; the data has " + t.length / batch.size());
        }
        for (int i = 0; i < t.length && classes > 0; i++) {
            if (t[i] < 0 || t[i] >= classes) {
                throw new TrainingException("sample " + batch.index(i / (t.length / batch.size())) + " has label "
                        + t[i] + "; the network tells " + classes + " classes apart, 0 to " + (classes - 1));
            }
        }
    }

    /// The network's output for the last batch.
    float[] output() {
        return executable.result(GraphSource.OUTPUT);
    }

    Shape outputShape() {
        return output;
    }
}
