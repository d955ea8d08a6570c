package dev.noyau.train;

import dev.noyau.graph.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// How the parameters follow their gradient.
///
/// @param optimizer the rule
/// @param groups parameters with a rate or a weight decay of their own
/// @param decaysAll whether weight decay counts for values with fewer than two axes, too: biases, and the scales and
/// shifts of norms
/// @param clipValue largest value of a gradient; 0 for no limit
/// @param clipNorm largest norm of the whole gradient, after that; 0 for no limit
/// @param averaging share of the averaged weights that a step keeps, as 0.999; 0 for no average
public record Update(
        Optimizer optimizer,
        List<ParameterGroup> groups,
        boolean decaysAll,
        double clipValue,
        double clipNorm,
        double averaging) {
    public Update {
        groups = List.copyOf(groups);
        Checks.notNegative("training", "largest value of the gradient", clipValue);
        Checks.notNegative("training", "largest norm of the gradient", clipNorm);
        Checks.share("training", "the averaged weights' share", averaging);
    }

    static Update of(Optimizer optimizer) {
        return new Update(optimizer, List.of(), true, 0, 0, 0);
    }

    Update withOptimizer(Optimizer o) {
        return new Update(o, groups, decaysAll, clipValue, clipNorm, averaging);
    }

    Update withGroup(ParameterGroup g) {
        List<ParameterGroup> all = new ArrayList<>(groups);
        all.add(g);
        return new Update(optimizer, all, decaysAll, clipValue, clipNorm, averaging);
    }

    Update withDecayOfWeightsOnly() {
        return new Update(optimizer, groups, false, clipValue, clipNorm, averaging);
    }

    Update withClipValue(double value) {
        return new Update(optimizer, groups, decaysAll, value, clipNorm, averaging);
    }

    Update withClipNorm(double norm) {
        return new Update(optimizer, groups, decaysAll, clipValue, norm, averaging);
    }

    Update withAveraging(double share) {
        return new Update(optimizer, groups, decaysAll, clipValue, clipNorm, share);
    }

    /// What happens to one parameter.
    ///
    /// @param rate factor of the learning rate
    record Treatment(Optimizer optimizer, double rate) {}

    Treatment of(Parameters.Slot slot) {
        Optimizer o = decaysAll || slot.shape().rank() >= 2 ? optimizer : optimizer.withWeightDecay(0);
        for (ParameterGroup g : groups) {
            if (g.pattern().matches(slot.path())) {
                Double decay = g.weightDecay();
                return new Treatment(decay == null ? o : optimizer.withWeightDecay(decay), g.rate());
            }
        }
        return new Treatment(o, 1);
    }

    /// Fails where a group names no parameter, which is a slip of the pen.
    void check(Set<String> paths) {
        groups.forEach(g -> g.pattern().select(paths, "treat as a group"));
    }
}
