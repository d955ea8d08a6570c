package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void tableOfANetwork() {
        Run r = Run.of("summary", "course-tiny");
        assertThat(r.code()).isZero();
        assertThat(r.out()).startsWith("""
                        course-tiny

                        layer                                  output  parameters  multiply-adds  share  bytes   kept
                        ─────  ─────────────────────────────  ───────  ──────────  ─────────────  ─────  ─────  ─────
                               input                          1×28×28
                        0      Conv2d 3×3 stride 2 padding 1  3×14×14          30          5,292   28 %  2,352
                        1      Relu                           3×14×14                                    2,352  2,352
                        2      Conv2d 3×3 stride 2 padding 1    5×7×7         140          6,615   35 %    980
                        3      Relu                             5×7×7                                      980    980
                        4      Conv2d 3×3 stride 2 padding 1    8×4×4         368          5,760   30 %    512
                        5      Relu                             8×4×4                                      512    512
                        6      Conv2d 4×4                      10×1×1       1,290          1,280    7 %     40
                        ─────  ─────────────────────────────  ───────  ──────────  ─────────────  ─────  ─────  ─────
                        total                                               1,828         18,947  100 %  7,728  3,844

                        bytes: of the results, for one input; kept: of them until the gradients are computed
                        memory to work in, for a batch of 128: \
                        """);
    }

    @Test
    void anotherInput() {
        Run r = Run.of("summary", "course-cnn", "--input", "1x56x56", "--json");
        assertThat(r.json())
                .containsEntry("output", List.of(10L, 4L, 4L))
                .containsEntry("parameters", 33_546L)
                .containsKeys("multiply_adds", "predict_bytes", "training_bytes");
        assertThat((List<?>) r.json().get("layers")).hasSize(7);
    }

    @Test
    void anInputThatALayerDoesNotTake() {
        Run r = Run.of("summary", "lenet5", "--input", "1x32x32");
        assertThat(r.code()).isEqualTo(Main.FAILED);
        assertThat(r.err()).contains("This layer fixes the input size");
        Run huge = Run.of("summary", "course-cnn", "--input", "1x99999999x99999999");
        assertThat(huge.code()).isEqualTo(Main.FAILED);
        assertThat(huge.err()).contains("its numbers are beyond 2^63");
    }

    @Test
    void memoryBeyondAnArrayIsSaid() {
        Run r = Run.of("summary", "course-cnn", "--batch", "2000000000");
        assertThat(r.code()).isEqualTo(Main.OK);
        assertThat(r.out()).contains("too much (the plan needs").contains("use a smaller batch");
    }
}
