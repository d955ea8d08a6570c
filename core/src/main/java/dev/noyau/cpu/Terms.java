package dev.noyau.cpu;

import dev.noyau.compile.ConvGeometry;
import dev.noyau.compile.ImageLayout;
import dev.noyau.graph.op.Window;
import java.util.ArrayList;
import java.util.List;

/// Offsets of the terms of a convolution's sums, in the fixed order that [dev.noyau.compile.Taps] states.
final class Terms {
    private Terms() {}

    /// Offsets of the taps, channel by channel the same: depthwise, in a channel block.
    ///
    /// @param taps row and column of each tap's pixel
    private static int[] depthwise(ImageLayout l, List<int[]> taps, int block) {
        return taps.stream()
                .mapToInt(t -> block * l.blockStride() + t[0] * l.rowStride() + t[1] * l.lanes())
                .toArray();
    }

    private static List<int[]> window(Window w) {
        List<int[]> taps = new ArrayList<>();
        for (int i = 0; i < w.kh(); i++) {
            for (int j = 0; j < w.kw(); j++) {
                taps.add(new int[] {i * w.dh(), j * w.dw()});
            }
        }
        return taps;
    }

    /// Input offsets relative to a window's first pixel, channels `[from, to)`, or depthwise one block.
    static int[] forward(ConvGeometry g, ImageLayout x, int from, int to) {
        Window w = g.window();
        if (g.depthwise()) {
            return depthwise(x, window(w), from);
        }
        int[] tab = new int[(to - from) * g.taps()];
        int at = 0;
        for (int c0 = from; c0 < to; ) {
            int c1 = Math.min(to, (c0 / x.lanes() + 1) * x.lanes());
            for (int i = 0; i < w.kh(); i++) {
                for (int j = 0; j < w.kw(); j++) {
                    for (int c = c0; c < c1; c++) {
                        tab[at++] = c / x.lanes() * x.blockStride()
                                + c % x.lanes()
                                + i * w.dh() * x.rowStride()
                                + j * w.dw() * x.lanes();
                    }
                }
            }
            c0 = c1;
        }
        return tab;
    }

    /// The taps that reach the pixels of a phase of backward-data: tap row and column, and the row and column of
    /// the output's gradient that belong to the phase's first pixel.
    static List<int[]> phaseTaps(ConvGeometry g, int a, int b) {
        Window w = g.window();
        List<int[]> taps = new ArrayList<>();
        for (int i = 0; i < w.kh(); i++) {
            for (int j = 0; j < w.kw(); j++) {
                int y = a + w.top() - i * w.dh();
                int x = b + w.left() - j * w.dw();
                if (Math.floorMod(y, g.phasesH()) == 0 && Math.floorMod(x, g.phasesW()) == 0) {
                    taps.add(new int[] {i, j, Math.floorDiv(y, g.phasesH()), Math.floorDiv(x, g.phasesW())});
                }
            }
        }
        return taps;
    }

    /// Offsets in the output's gradient relative to a phase's first pixel, channels `[from, to)`, or depthwise one
    /// block.
    static int[] backward(ConvGeometry g, ImageLayout dy, List<int[]> taps, int from, int to) {
        if (g.depthwise()) {
            return depthwise(dy, taps.stream().map(t -> new int[] {t[2], t[3]}).toList(), from);
        }
        int[] tab = new int[(to - from) * taps.size()];
        int lanes = dy.lanes();
        int at = 0;
        for (int o0 = from; o0 < to; ) {
            int o1 = Math.min(to, (o0 / lanes + 1) * lanes);
            for (int[] tap : taps) {
                for (int o = o0; o < o1; o++) {
                    tab[at++] = o / lanes * dy.blockStride() + o % lanes + tap[2] * dy.rowStride() + tap[3] * lanes;
                }
            }
            o0 = o1;
        }
        return tab;
    }

    /// Stretches of terms that are neighbours in memory: first term, its offset, length.
    static List<int[]> runs(int[] tab) {
        List<int[]> runs = new ArrayList<>();
        for (int t = 0; t < tab.length; ) {
            int n = 1;
            while (t + n < tab.length && tab[t + n] == tab[t] + n) {
                n++;
            }
            runs.add(new int[] {t, tab[t], n});
            t += n;
        }
        return runs;
    }
}
