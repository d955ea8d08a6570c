package dev.noyau.train;

import dev.noyau.graph.PathPattern;
import org.jspecify.annotations.Nullable;

/// Parameters that the optimizer treats in their own way, as a fresh head with ten times the rate of the rest. Of
/// several groups that name a parameter the first counts.
///
/// @param pattern which parameters: their paths
/// @param rate factor of the learning rate; 1 for that of all
/// @param weightDecay the optimizer's weight decay for these; null for that of all
public record ParameterGroup(
        PathPattern pattern, double rate, @Nullable Double weightDecay) {
    public ParameterGroup {
        Checks.notNegative("group " + pattern, "factor of the learning rate", rate);
        if (weightDecay != null) {
            Checks.notNegative("group " + pattern, "weight decay", weightDecay);
        }
    }

    /// @param pattern as `head.*` or `*.bias`, see [PathPattern]
    public static ParameterGroup of(String pattern) {
        return new ParameterGroup(PathPattern.of(pattern), 1, null);
    }

    /// With so many times the learning rate.
    public ParameterGroup rate(double factor) {
        return new ParameterGroup(pattern, factor, weightDecay);
    }

    public ParameterGroup weightDecay(double decay) {
        return new ParameterGroup(pattern, rate, decay);
    }
}
