package dev.noyau.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Schedules against the rates that PyTorch 1.13.1 gives, and against their formulas.
class SchedulesTest {
    private static final double TOLERANCE = 1e-12;

    static Stream<Arguments> goldens() {
        return Stream.of(
                Arguments.of("StepLR(step=3,gamma=.5)", Schedules.step(3, 0.5), 0.1, 11),
                Arguments.of("CosineAnnealingLR(T=10,eta_min=.01)", Schedules.cosine(0, 0.1), 0.1, 10),
                Arguments.of("OneCycleLR(max=1,total=12,pct=.3)", Schedules.oneCycle(), 1, 12),
                Arguments.of("ExponentialLR(.9)", Schedules.exponential(0.9), 0.1, 11),
                Arguments.of("MultiStepLR([2,5],.1)", Schedules.multiStep(0.1, 2, 5), 0.1, 11));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldens")
    void ratesArePyTorchs(String name, Schedule schedule, double base, long total) throws IOException {
        double[] torch = Goldens.read("torch-schedules.csv").stream()
                .filter(l -> l[0].equals(name))
                .flatMapToDouble(l -> Arrays.stream(l).skip(1).mapToDouble(Double::parseDouble))
                .toArray();
        assertThat(torch).hasSize(11);
        for (int step = 0; step < torch.length; step++) {
            assertThat(schedule.rate(base, step, total))
                    .as("rate of step %d", step)
                    .isCloseTo(torch[step], within(TOLERANCE));
        }
    }

    @Test
    void everyGoldenIsCompared() throws IOException {
        assertThat(Goldens.read("torch-schedules.csv").stream().map(l -> l[0]))
                .containsExactlyInAnyOrderElementsOf(
                        goldens().map(a -> (String) a.get()[0]).toList());
    }

    @Test
    void cosineWarmsUpLinearly() {
        Schedule s = Schedules.cosine(0.1, 0);
        assertThat(s.rate(2, 0, 100)).isCloseTo(0.2, within(TOLERANCE));
        assertThat(s.rate(2, 4, 100)).isCloseTo(1.0, within(TOLERANCE));
        assertThat(s.rate(2, 9, 100)).isCloseTo(2.0, within(TOLERANCE));
        assertThat(s.rate(2, 10, 100)).isCloseTo(2.0, within(TOLERANCE));
        assertThat(s.rate(2, 99, 100)).isLessThan(0.01);
    }

    /// Waves of 4, 8 and 16 steps.
    @Test
    void restartsBeginAgainAtTheTop() {
        Schedule s = Schedules.warmRestarts(4, 2, 0.1);
        for (int top : new int[] {0, 4, 12, 28}) {
            assertThat(s.rate(2, top, 100)).isEqualTo(2);
        }
        assertThat(s.rate(2, 2, 100)).isCloseTo(1.1, within(TOLERANCE));
        assertThat(s.rate(2, 8, 100)).isCloseTo(1.1, within(TOLERANCE));
        assertThat(s.rate(2, 20, 100)).isCloseTo(1.1, within(TOLERANCE));
        assertThat(s.rate(2, 27, 100)).isBetween(0.2, 0.23);
        assertThat(Schedules.warmRestarts(5, 1, 0).rate(1, 1_000_000_000, 100)).isEqualTo(1);
    }

    @Test
    void polynomialEndsAtZero() {
        Schedule s = Schedules.polynomial(0.9);
        assertThat(s.rate(2, 0, 10)).isEqualTo(2);
        assertThat(s.rate(2, 5, 10)).isCloseTo(2 * Math.pow(0.5, 0.9), within(TOLERANCE));
        assertThat(s.rate(2, 10, 10)).isZero();
        assertThat(s.rate(2, 12, 10)).isZero();
        assertThat(Schedules.polynomial(1).rate(1, 3, 4)).isCloseTo(0.25, within(TOLERANCE));
    }

    /// The rise ends where the schedule begins, which then counts its own steps.
    @Test
    void aWarmUpCanComeBeforeAny() {
        Schedule s = Schedules.step(10, 0.5).warmUp(4);
        assertThat(s.rate(2, 0, 30)).isCloseTo(0.5, within(TOLERANCE));
        assertThat(s.rate(2, 3, 30)).isCloseTo(2, within(TOLERANCE));
        assertThat(s.rate(2, 4, 30)).isCloseTo(2, within(TOLERANCE));
        assertThat(s.rate(2, 13, 30)).isCloseTo(2, within(TOLERANCE));
        assertThat(s.rate(2, 14, 30)).isCloseTo(1, within(TOLERANCE));
        assertThat(Schedules.polynomial(1).warmUp(5).rate(1, 15, 15)).isZero();
        assertThat(Schedules.constant().warmUp(5).rate(1, 0, 2)).isCloseTo(0.2, within(TOLERANCE));
    }

    @Test
    void everyScheduleIsFiniteForTrainingsOfAnyLength() {
        for (String name : Schedules.names()) {
            for (long total = 1; total < 40; total++) {
                for (long step = 0; step <= total; step++) {
                    assertThat(Schedules.get(name).rate(1, step, total))
                            .as("%s, step %d of %d", name, step, total)
                            .isBetween(0.0, 1.0);
                    assertThat(Schedules.get(name).warmUp(7).rate(1, step, total))
                            .isBetween(0.0, 1.0);
                }
            }
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Schedules.multiStep(0.1, 5, 2))
                .hasMessage("multi-step: the steps must ascend, found [5, 2]");
        assertThatThrownBy(() -> Schedules.multiStep(0, 5)).hasMessageContaining("must be in (0, 1]");
        assertThatThrownBy(() -> Schedules.exponential(1.5)).hasMessageContaining("must be in (0, 1]");
        assertThatThrownBy(() -> Schedules.step(0, 0.5)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> Schedules.warmRestarts(0, 1, 0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> Schedules.warmRestarts(1, 1, 2)).hasMessageContaining("floor");
        assertThatThrownBy(() -> Schedules.polynomial(Double.NaN)).hasMessageContaining("power");
        assertThatThrownBy(() -> Schedules.constant().warmUp(0)).hasMessageContaining("warm-up");
        assertThatThrownBy(() -> FitOptions.reduceOnPlateau(1, 2)).hasMessageContaining("must be in (0, 1)");
        assertThatThrownBy(() -> FitOptions.reduceOnPlateau(0.1, 0)).hasMessageContaining("patience");
    }

    @Test
    void unknownNameTellsTheNearest() {
        assertThatThrownBy(() -> Schedules.get("onecycle"))
                .hasMessage("unknown schedule 'onecycle'; did you mean 'one-cycle'? There are constant, step, cosine,"
                        + " one-cycle, restarts, polynomial, exponential");
    }
}
