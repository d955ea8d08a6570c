package dev.noyau.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.StringJoiner;

/// What was measured on a data set.
///
/// @param samples that were measured
/// @param loss mean over the samples
/// @param scores by the metrics' names
public record Evaluation(long samples, double loss, SequencedMap<String, Metric.Score> scores) {
    public Evaluation {
        scores = new LinkedHashMap<>(scores);
    }

    /// The value of a metric.
    ///
    /// @throws IllegalArgumentException when it was not measured
    public double value(String metric) {
        Metric.Score s = scores.get(metric);
        if (s == null) {
            throw new IllegalArgumentException(
                    "'" + metric + "' was not measured, only the loss and " + scores.keySet());
        }
        return s.value();
    }

    /// The accuracy.
    ///
    /// @throws IllegalArgumentException when it was not measured
    public double accuracy() {
        return value("accuracy");
    }

    /// The confusion matrix, where [Metrics#confusion()] was asked for.
    public Optional<ConfusionMatrix> confusion() {
        return scores.get("confusion") instanceof ConfusionMatrix m ? Optional.of(m) : Optional.empty();
    }

    /// As `loss 0.0412, accuracy 0.9876`.
    @Override
    public String toString() {
        StringJoiner s = new StringJoiner(", ");
        s.add(String.format(Locale.ROOT, "loss %.4f", loss));
        scores.forEach((name, score) -> {
            if (!(score instanceof ConfusionMatrix)) {
                s.add(String.format(Locale.ROOT, "%s %.4f", name, score.value()));
            }
        });
        confusion().ifPresent(m -> s.add("confusion\n" + m));
        return s.toString();
    }
}
