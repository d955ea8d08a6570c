package dev.noyau.cpu.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TileSplitTest {
    private static final int[][] WIDTHS = {{1}, {10, 8, 6, 4, 2, 1}, {16, 8, 4, 2, 1}, {12, 8, 4, 3, 2, 1}, {6, 4, 2, 1}
    };

    @Test
    void aRangeIsCutExactly() {
        for (int[] widths : WIDTHS) {
            for (int sums = 1; sums <= 4; sums++) {
                TileSplit split = new TileSplit(widths, sums);
                for (int count = 1; count < 200; count++) {
                    int left = count;
                    while (left > 0) {
                        assertThat(widths).contains(split.next(left));
                        left -= split.next(left);
                    }
                    assertThat(left).isZero();
                }
            }
        }
    }

    /// The primer relies on it: a call with a width's own number of pixels runs that tile.
    @Test
    void aWidthIsNotCut() {
        for (int[] widths : WIDTHS) {
            TileSplit split = new TileSplit(widths, 2);
            for (int width : widths) {
                assertThat(split.used(width)).containsExactly(width);
            }
        }
    }

    @Test
    void aRemainderIsSharedRatherThanLeftToTinyTiles() {
        TileSplit split = new TileSplit(new int[] {10, 8, 6, 4, 2, 1}, 2);
        assertThat(split.used(12)).doesNotContain(2, 1);
        assertThat(split.used(14)).doesNotContain(2, 1);
        assertThat(split.used(28)).doesNotContain(2, 1);
        assertThat(split.used(392)).doesNotContain(2, 1);
    }

    @Test
    void usedNamesEachWidthOnce() {
        TileSplit split = new TileSplit(new int[] {4, 2, 1}, 2);
        assertThat(split.used(0)).isEmpty();
        int[] used = split.used(1003);
        assertThat(Arrays.stream(used).distinct().count()).isEqualTo(used.length);
        assertThat(used[0]).isEqualTo(4);
    }
}
