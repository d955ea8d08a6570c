package dev.noyau.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// Schedules against the rates that PyTorch 1.13.1 gives.
class SchedulesTest {
    private static final double TOLERANCE = 1e-12;

    @Test
    void stepIsPyTorchs() {
        double[] torch = {0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.0125, 0.0125};
        check(Schedules.step(3, 0.5), 0.1, 11, torch);
    }

    @Test
    void cosineIsPyTorchs() {
        double[] torch = {
            0.1,
            0.09779754323328192,
            0.09140576474687263,
            0.08145033635316129,
            0.06890576474687264,
            0.05500000000000001,
            0.04109423525312737,
            0.028549663646838717,
            0.01859423525312737,
            0.012202456766718092,
            0.01
        };
        check(Schedules.cosine(0, 0.1), 0.1, 10, torch);
    }

    @Test
    void oneCycleIsPyTorchs() {
        double[] torch = {
            0.040000000000000036, 0.3497896542195831, 0.8792851591221287, 0.9944154354509117, 0.9330129698414117,
            0.811745653949763, 0.6473789976951033, 0.46263710266697505, 0.28306099820869923, 0.1334775301888306,
            0.03456698742539522
        };
        check(Schedules.oneCycle(), 1, 12, torch);
    }

    private static void check(Schedule schedule, double base, long total, double[] torch) {
        for (int step = 0; step < torch.length; step++) {
            assertThat(schedule.rate(base, step, total))
                    .as("rate of step %d", step)
                    .isCloseTo(torch[step], within(TOLERANCE));
        }
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

    @Test
    void everyScheduleIsFiniteForTrainingsOfAnyLength() {
        for (String name : Schedules.names()) {
            for (long total = 1; total < 40; total++) {
                for (long step = 0; step <= total; step++) {
                    assertThat(Schedules.get(name).rate(1, step, total))
                            .as("%s, step %d of %d", name, step, total)
                            .isBetween(0.0, 1.0);
                }
            }
        }
    }

    @Test
    void unknownNameTellsTheNearest() {
        assertThatThrownBy(() -> Schedules.get("onecycle"))
                .hasMessage("unknown schedule 'onecycle'; did you mean 'one-cycle'? There are constant, step, cosine,"
                        + " one-cycle");
    }
}
