package dev.noyau.train;

import dev.noyau.cpu.CpuExecutable;
import dev.noyau.data.Batch;
import dev.noyau.data.Targets;
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
    private final LossFunction loss;
    private final Type targets;

    private final int classes;

    /// Seed and step, for layers that draw numbers.
    private final long[] key;

    private StepPlan(Training training, Executable executable, Shape input, boolean gradients) {
        this.input = input;
        this.gradients = gradients;
        this.executable = executable;
        Graph g = executable.graph();
        output = g.output(GraphSource.OUTPUT).shape();
        loss = training.loss();
        targets = loss.target(output);
        classes = loss.classes(output);
        key = new long[] {training.seed(), 0};
        if (g.inputs().containsKey(GraphSource.KEY)) {
            executable.bind(GraphSource.KEY, key);
        }
    }

    static StepPlan compile(Training t, Backend backend, Parameters parameters, Shape input, boolean gradients) {
        Graph g = gradients
                ? TrainingGraph.of(
                        t.source(),
                        t.loss(),
                        input,
                        t.freezing().of(parameters.slots().keySet()))
                : TrainingGraph.evaluation(t.source(), t.loss(), input);
        check(g, parameters, t.source().inputShape(), input);
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

    /// Classes that targets name or give probabilities of; 0 where they do neither.
    int classes() {
        return classes;
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
        bindTargets(executable, batch.targets());
        executable.run(parameters, state, gradient);
        return executable.result(LossFunction.LOSS)[0];
    }

    static void bindTargets(Executable e, Targets t) {
        if (t.type() == DType.F32) {
            e.bind(LossFunction.TARGET, t.values());
        } else {
            e.bind(LossFunction.TARGET, t.classes());
        }
    }

    List<StepTime> profile(Batch batch, Parameters parameters, Parameters state, Parameters gradient, int runs) {
        run(batch, parameters, state, gradient, 0);
        return executable.profile(parameters, state, gradient, runs);
    }

    private void check(Batch batch) {
        Targets t = batch.targets();
        requireType(t.type());
        int perSample = t.size() / batch.size();
        if (t.size() != targets.shape().size()) {
            throw new TrainingException("for inputs of " + input.dropFirst().pretty() + " the network gives "
                    + output.dropFirst().pretty() + ", which takes "
                    + targets.shape().size() / batch.size() + " targets a sample; the data has " + perSample);
        }
        if (classes > 0 && t.type() == DType.I64) {
            checkLabels(batch, t.classes(), perSample);
        }
    }

    /// @throws TrainingException unless the loss takes targets of this type
    void requireType(DType type) {
        if (type != targets.dtype()) {
            throw new TrainingException("the loss " + loss.name() + " takes targets " + targets + ", "
                    + (type == DType.F32
                            ? "the data has numbers to be met (f32), not classes"
                            : "the data has numbers of classes (i64)"
                                    + (classes > 0 ? "; Dataset.probabilities() makes probabilities of them" : "")));
        }
    }

    private void checkLabels(Batch batch, long[] labels, int perSample) {
        for (int i = 0; i < labels.length; i++) {
            if ((labels[i] < 0 || labels[i] >= classes) && !loss.ignores(labels[i])) {
                throw new TrainingException("sample " + batch.index(i / perSample) + " has label " + labels[i]
                        + "; the network tells " + classes + " classes apart, 0 to " + (classes - 1)
                        + (perSample == 1
                                ? ""
                                : "; where it stands for no class, have the loss leave it out with ignoring("
                                        + labels[i] + "), each one of a sum"));
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
