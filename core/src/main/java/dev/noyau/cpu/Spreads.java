package dev.noyau.cpu;

import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Program.Operand;
import dev.noyau.compile.Program.Spread;
import dev.noyau.cpu.kernels.Registers;
import java.util.Arrays;
import java.util.List;

/// Fills registers with operands that are broadcast.
final class Spreads {
    private static final int LANES = ImageLayout.LANES;

    private final ImageLayout layout;
    private int[] index = new int[8];

    Spreads(ImageLayout layout) {
        this.layout = layout;
    }

    /// @param base where the operand's values begin
    /// @param at offset of the first element in an image of the results
    void fill(Operand o, float[] from, int base, int at, float[] y, int n) {
        Spread s = o.spread();
        if (s == null) {
            throw new IllegalStateException("not broadcast: " + o);
        }
        if (layout.lanes() == 1) {
            plain(s.sizes(), s.strides(), from, base, at, y, n);
        } else {
            blocked(s.strides(), from, base, at, y, n);
        }
    }

    /// Runs along the last axis, counting the others up.
    private void plain(List<Integer> sizes, List<Integer> strides, float[] from, int base, int at, float[] y, int n) {
        int last = sizes.size() - 1;
        if (index.length <= last) {
            index = new int[last + 1];
        }
        int rest = at;
        int source = base;
        for (int a = last; a >= 0; a--) {
            index[a] = rest % sizes.get(a);
            rest /= sizes.get(a);
            source += index[a] * strides.get(a);
        }
        for (int done = 0; done < n; ) {
            int run = last < 0 ? n : Math.min(sizes.get(last) - index[last], n - done);
            int step = last < 0 ? 0 : strides.get(last);
            run(from, source, step, y, done, run);
            done += run;
            source += run * step;
            if (last >= 0) {
                index[last] += run;
            }
            for (int a = last; a >= 0 && index[a] == sizes.get(a); a--) {
                source -= sizes.get(a) * strides.get(a);
                index[a] = 0;
                if (a > 0) {
                    index[a - 1]++;
                    source += strides.get(a - 1);
                }
            }
        }
    }

    private static void run(float[] from, int source, int step, float[] y, int to, int n) {
        if (step == 1) {
            System.arraycopy(from, source, y, to, n);
        } else if (step == 0) {
            Arrays.fill(y, to, to + n, from[source]);
        } else {
            for (int k = 0; k < n; k++) {
                y[to + k] = from[source + k * step];
            }
        }
    }

    /// Pixel by pixel, 16 channels each; whole blocks at once where all pixels have the same.
    private void blocked(List<Integer> strides, float[] from, int base, int at, float[] y, int n) {
        int size = layout.blockStride();
        int row = layout.rowStride();
        int channels = strides.get(0);
        boolean perPixel = strides.get(1) != 0 || strides.get(2) != 0;
        for (int done = 0; done < n; ) {
            int block = (at + done) / size;
            int inBlock = (at + done) % size;
            int source = base + block * LANES * channels;
            int real = Math.min(LANES, layout.c() - block * LANES);
            if (!perPixel) {
                int run = Math.min(size - inBlock, n - done);
                lanes(from, source, channels, real, y, done);
                Registers.repeat(y, done, run);
                done += run;
                continue;
            }
            int r = inBlock / row - layout.halo().top();
            int c = inBlock % row / LANES - layout.halo().left();
            if (r >= 0 && r < layout.h() && c >= 0 && c < layout.w()) {
                lanes(from, source + r * strides.get(1) + c * strides.get(2), channels, real, y, done);
            } else {
                Arrays.fill(y, done, done + LANES, 0);
            }
            done += LANES;
        }
    }

    private static void lanes(float[] from, int source, int step, int real, float[] y, int to) {
        if (step == 0) {
            Arrays.fill(y, to, to + LANES, from[source]);
            return;
        }
        for (int l = 0; l < real; l++) {
            y[to + l] = from[source + l * step];
        }
        for (int l = real; l < LANES; l++) {
            y[to + l] = 0;
        }
    }
}
