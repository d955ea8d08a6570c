package dev.noyau.analysis;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which other input sizes a network takes with the parameters that it has, and what it gives for them.
public final class InputSizes {
    /// Sizes beyond the smallest that are tried for a rule, and for a padding.
    private static final int TRIED = 130;

    private InputSizes() {}

    /// What becomes of one size.
    ///
    /// @param input without the batch
    /// @param output without the batch; null where the network does not take the input
    /// @param reason why not, with the layer that forbids it; empty where it does
    public record Answer(Shape input, @Nullable Shape output, String reason) {
        public boolean legal() {
            return output != null;
        }
    }

    /// Sizes of an axis that are taken.
    ///
    /// @param axis of the input without the batch
    /// @param smallest size
    /// @param step distance of neighbouring sizes; 0 where only the smallest is taken, -1 where they follow no rule
    public record Rule(int axis, int smallest, int step) {
        /// As `multiples of 16 from 16 on`.
        @Override
        public String toString() {
            return switch (step) {
                case 0 -> smallest + " only";
                case 1 -> "from " + smallest + " on";
                case -1 -> "from " + smallest + " on, not all";
                default ->
                    smallest % step == 0
                            ? "multiples of " + step + " from " + smallest + " on"
                            : smallest + " and each " + step + " more";
            };
        }
    }

    /// Whether a network takes a size.
    ///
    /// @param input without the batch
    public static Answer of(GraphSource source, Shape input) {
        Graph made = source.graph(source.inputShape().prepend(1), Mode.INFERENCE);
        return of(source, input, made.parameters());
    }

    private static Answer of(GraphSource source, Shape input, Map<String, Value> parameters) {
        try {
            Graph g = source.graph(input.prepend(1), Mode.INFERENCE);
            for (Map.Entry<String, Value> p : g.parameters().entrySet()) {
                Value known = parameters.get(p.getKey());
                if (known == null || !known.shape().equals(p.getValue().shape())) {
                    return new Answer(input, null, fixed(p.getValue(), known, input));
                }
            }
            return new Answer(input, g.output(GraphSource.OUTPUT).shape().dropFirst(), "");
        } catch (IllegalArgumentException e) {
            return new Answer(input, null, String.valueOf(e.getMessage()));
        }
    }

    private static String fixed(Value here, @Nullable Value known, Shape input) {
        return here.node().path() + " fixes the input size: for inputs of " + input.pretty() + " its weight would be "
                + here.shape().pretty() + ", it is "
                + (known == null ? "absent" : known.shape().pretty());
    }

    /// The sizes that each axis may have, the others as the network was made for.
    public static List<Rule> rules(GraphSource source) {
        Shape made = source.inputShape();
        Map<String, Value> parameters =
                source.graph(made.prepend(1), Mode.INFERENCE).parameters();
        List<Rule> rules = new ArrayList<>();
        for (int a = 1; a < made.rank(); a++) {
            List<Integer> legal = new ArrayList<>();
            int last = Math.max(made.dim(a), TRIED);
            for (int n = 1; n <= last; n++) {
                if (of(source, made.with(a, n), parameters).legal()) {
                    legal.add(n);
                }
            }
            rules.add(rule(a, legal, made.dim(a), last));
        }
        return rules;
    }

    private static Rule rule(int axis, List<Integer> legal, int made, int last) {
        if (legal.size() < 2) {
            return new Rule(axis, legal.isEmpty() ? made : legal.getFirst(), 0);
        }
        int step = legal.get(1) - legal.get(0);
        boolean even = legal.getLast() + step > last;
        for (int i = 1; i < legal.size(); i++) {
            even &= legal.get(i) - legal.get(i - 1) == step;
        }
        return new Rule(axis, legal.getFirst(), even ? step : -1);
    }

    /// The smallest size not below the given one that the network takes.
    ///
    /// @throws ShapeException where there is none nearby
    public static Shape padded(GraphSource source, Shape input) {
        Map<String, Value> parameters =
                source.graph(source.inputShape().prepend(1), Mode.INFERENCE).parameters();
        Shape best = input;
        for (int a = 1; a < input.rank(); a++) {
            best = best.with(a, larger(source, input, a, parameters));
        }
        Answer all = of(source, best, parameters);
        if (!all.legal()) {
            throw new ShapeException(all.reason());
        }
        return best;
    }

    private static int larger(GraphSource source, Shape input, int axis, Map<String, Value> parameters) {
        Shape s = source.inputShape();
        for (int n = input.dim(axis); n <= input.dim(axis) + TRIED; n++) {
            if (of(source, s.with(axis, n), parameters).legal()) {
                return n;
            }
        }
        throw new ShapeException("no padding makes an input of " + input.pretty() + " one that the network takes: "
                + of(source, input, parameters).reason());
    }
}
