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
                assertThat(split.parts(width)).containsExactly(width);
                assertThat(split.covering(width)).isEqualTo(width);
            }
        }
    }

    @Test
    void oneWidthCoversARangeWithLittleTwice() {
        for (int[] widths : WIDTHS) {
            TileSplit split = new TileSplit(widths, 2);
            for (int count = 1; count < 200; count++) {
                int width = split.covering(count);
                assertThat(widths).contains(width);
                assertThat(width).isLessThanOrEqualTo(count);
            }
        }
        TileSplit split = new TileSplit(new int[] {10, 8, 6, 4, 2, 1}, 2);
        assertThat(split.covering(1000)).isEqualTo(10);
        assertThat(split.covering(49)).isEqualTo(10);
        assertThat(split.covering(16)).isEqualTo(8);
        assertThat(split.covering(12)).isEqualTo(6);
    }

    @Test
    void aRemainderIsSharedRatherThanLeftToTinyTiles() {
        TileSplit split = new TileSplit(new int[] {10, 8, 6, 4, 2, 1}, 2);
        assertThat(split.parts(12)).doesNotContain(2, 1);
        assertThat(split.parts(14)).doesNotContain(2, 1);
        assertThat(split.parts(28)).doesNotContain(2, 1);
        assertThat(split.parts(392)).doesNotContain(2, 1);
    }

    @Test
    void partsNamesEachWidthOnce() {
        TileSplit split = new TileSplit(new int[] {4, 2, 1}, 2);
        assertThat(split.parts(0)).isEmpty();
        int[] parts = split.parts(1003);
        assertThat(Arrays.stream(parts).distinct().count()).isEqualTo(parts.length);
        assertThat(parts[0]).isEqualTo(4);
    }
}
