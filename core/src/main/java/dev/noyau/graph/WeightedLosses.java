package dev.noyau.graph;

import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.Mul;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// `L = Σ w_i · L_i` of losses that take the same targets.
record WeightedLosses(List<Term> terms) implements LossFunction {
    /// A loss and how much it counts.
    record Term(LossFunction loss, double weight) {}

    WeightedLosses {
        terms = List.copyOf(terms);
        for (Term t : terms) {
            if (!Double.isFinite(t.weight)) {
                throw new IllegalArgumentException(
                        "the weight of the loss " + t.loss.name() + " must be a number, found " + t.weight);
            }
        }
    }

    /// The terms of a loss: its own, or itself.
    private static List<Term> terms(LossFunction loss) {
        return loss instanceof WeightedLosses w ? w.terms : List.of(new Term(loss, 1));
    }

    static WeightedLosses sum(LossFunction a, LossFunction b) {
        List<Term> all = new ArrayList<>(terms(a));
        all.addAll(terms(b));
        return new WeightedLosses(all);
    }

    static WeightedLosses product(LossFunction loss, double factor) {
        return new WeightedLosses(terms(loss).stream()
                .map(t -> new Term(t.loss, t.weight * factor))
                .toList());
    }

    /// As `dice + 0.5·softmax-cross-entropy`.
    @Override
    public String name() {
        return terms.stream()
                .map(t -> (t.weight == 1 ? "" : t.weight + "·") + t.loss.name())
                .collect(Collectors.joining(" + "));
    }

    @Override
    public Type target(Shape output) {
        Type first = terms.getFirst().loss.target(output);
        for (Term t : terms) {
            if (!t.loss.target(output).equals(first)) {
                throw new ShapeException("losses of one sum must take the same targets: "
                        + terms.getFirst().loss.name() + " takes " + first + ", " + t.loss.name() + " takes "
                        + t.loss.target(output));
            }
        }
        return first;
    }

    @Override
    public int classes(Shape output) {
        return terms.stream()
                .mapToInt(t -> t.loss.classes(output))
                .filter(n -> n > 0)
                .min()
                .orElse(0);
    }

    /// Only what all of them leave out.
    @Override
    public boolean ignores(long target) {
        return terms.stream().allMatch(t -> t.loss.ignores(target));
    }

    @Override
    public Value apply(GraphBuilder b, Value output, Value target) {
        Value sum = null;
        for (Term t : terms) {
            Value l = t.loss.apply(b, output, target);
            Value weighted = t.weight == 1 ? l : b.add(new Mul(), l, b.constant((float) t.weight));
            sum = sum == null ? weighted : b.add(new Add(), sum, weighted);
        }
        if (sum == null) {
            throw new IllegalStateException("a sum without losses");
        }
        return sum;
    }
}
