package dev.noyau.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    /// Four samples of three classes; the third is taken for class 0, and of equals the first counts.
    private static final float[] SCORES = {3, 1, 2, 0, 5, 1, 9, 0, 8, 4, 4, 1};
    private static final Targets LABELS = Targets.classes(0, 1, 2, 0);

    @Test
    void accuracyCountsTheLargestScore() {
        Metric.Score s = Metrics.accuracy().start();
        assertThat(s.value()).isNaN();
        s.add(SCORES, Shape.of(4, 3), LABELS);
        assertThat(s.value()).isEqualTo(0.75);
        s.add(SCORES, Shape.of(4, 3, 1, 1), Targets.classes(1, 0, 1, 1));
        assertThat(s.value()).isEqualTo(0.375);
    }

    /// Two samples of 2 classes on a map of 3 places: scores stand class by class.
    @Test
    void eachPlaceOfAMapCounts() {
        float[] maps = {1, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1};
        Metric.Score s = Metrics.accuracy().start();
        s.add(maps, Shape.of(2, 2, 3), Targets.classes(0, 1, 0, 1, 1, 0));
        assertThat(s.value()).isEqualTo(5 / 6.0);
    }

    @Test
    void confusionCountsWhatWasTakenForWhat() {
        ConfusionMatrix m = (ConfusionMatrix) Metrics.confusion().start();
        m.add(SCORES, Shape.of(4, 3), LABELS);
        m.add(SCORES, Shape.of(4, 3), LABELS);
        assertThat(m.count(2, 0)).isEqualTo(2);
        assertThat(m.count(0, 0)).isEqualTo(4);
        assertThat(m.value()).isEqualTo(0.75);
        assertThat(m.recall(0)).isEqualTo(1);
        assertThat(m.precision(0)).isEqualTo(4 / 6.0);
        assertThat(m.precision(2)).isNaN();
        assertThat(m.format(List.of("cat", "horse", "ox"))).isEqualTo("""
                actual | cat horse ox | recognised
                cat    |   4     ·  · |    100.00 %
                horse  |   ·     2  · |    100.00 %
                ox     |   2     ·  · |      0.00 %
                """);
    }

    @Test
    void aClassWithoutSamplesHasNoShare() {
        ConfusionMatrix m = (ConfusionMatrix) Metrics.confusion().start();
        m.add(new float[] {1, 0}, Shape.of(1, 2), Targets.classes(0));
        assertThat(m.toString()).isEqualTo("""
                actual | 0 1 | recognised
                0      | 1 · |    100.00 %
                1      | · · |         ·
                """);
    }

    @Test
    void whatWasNotMeasuredIsSaidSo() {
        LinkedHashMap<String, Metric.Score> scores = new LinkedHashMap<>();
        Metric.Score accuracy = Metrics.accuracy().start();
        accuracy.add(SCORES, Shape.of(4, 3), LABELS);
        scores.put("accuracy", accuracy);
        Evaluation e = new Evaluation(4, 0.12345, scores);
        assertThat(e).hasToString("loss 0.1235, accuracy 0.7500");
        assertThat(e.accuracy()).isEqualTo(0.75);
        assertThat(e.confusion()).isEmpty();
        assertThatThrownBy(() -> e.value("recall"))
                .hasMessage("'recall' was not measured, only the loss and [accuracy]");
    }
}
