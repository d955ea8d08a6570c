package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Step;
import dev.noyau.cpu.kernels.Pool;
import dev.noyau.graph.op.PoolWindows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Pooling and its gradient. Windows are sorted by which of their taps lie inside the image, so padding is never read
/// and needs no value of its own.
final class Pooling {
    /// Windows with the same taps.
    ///
    /// @param xo where each window's first tap would be in the pooled image
    /// @param yo where its result is
    /// @param dxo like `xo`, in the gradient's layout
    /// @param tab the taps inside the image, in row order
    /// @param dtab like `tab`, in the gradient's layout
    /// @param counted taps in image and padding
    private record Windows(int[] xo, int[] yo, int[] dxo, int[] tab, int[] dtab, int counted) {
        int divisor(boolean countPadding) {
            return countPadding ? counted : tab.length;
        }
    }

    private Pooling() {}

    static Runner forward(Frame f, Step.Pool s) {
        List<Windows> all = windows(s.windows(), s.x().layout(), s.x().layout(), s.y().layout());
        int xBlock = s.x().layout().blockStride();
        int yBlock = s.y().layout().blockStride();
        return PerImage.over(f, s.y(), s.partition(), (n, b0, b1, worker) -> {
            Pool p = f.pool(worker);
            for (int b = b0; b < b1; b++) {
                for (int i = 0; i < all.size(); i++) {
                    Windows group = all.get(i);
                    fill(f, p, group, s.x(), s.y(), worker, n, b * xBlock, b * yBlock);
                    p.divisor = group.divisor(s.countPadding());
                    if (group.tab.length == 0) {
                        int lanes = Math.min(ImageLayout.LANES, s.y().layout().c() - b * ImageLayout.LANES);
                        nothing(p, lanes, s.max() ? Float.NEGATIVE_INFINITY : 0);
                    } else if (s.max()) {
                        f.kernels.maxPool(p, 0, group.yo.length);
                    } else {
                        f.kernels.averagePool(p, 0, group.yo.length);
                    }
                }
            }
        });
    }

    /// Windows that miss the image, which dilation makes possible; lanes without a channel are zero.
    private static void nothing(Pool p, int lanes, float value) {
        for (int at : p.yo) {
            Arrays.fill(p.y, p.yOff + at, p.yOff + at + lanes, value);
            Arrays.fill(p.y, p.yOff + at + lanes, p.yOff + at + ImageLayout.LANES, 0);
        }
    }

    static Runner backward(Frame f, Step.PoolBackward s) {
        Buffer x = s.x();
        ImageLayout dx = s.dx().layout();
        ImageLayout xLayout = x == null ? dx : x.layout();
        List<Windows> all = windows(s.windows(), xLayout, dx, s.dy().layout());
        int yBlock = s.dy().layout().blockStride();
        int dxBlock = dx.blockStride();
        return PerImage.over(f, s.dx(), s.partition(), (n, b0, b1, worker) -> {
            Pool p = f.pool(worker);
            float[] out = f.array(s.dx());
            int base = f.base(s.dx(), worker, n);
            Arrays.fill(out, base + b0 * dxBlock, base + b1 * dxBlock, 0);
            for (int b = b0; b < b1; b++) {
                for (int i = 0; i < all.size(); i++) {
                    Windows group = all.get(i);
                    if (group.tab.length == 0) {
                        continue;
                    }
                    fill(f, p, group, x, s.dy(), worker, n, b * xLayout.blockStride(), b * yBlock);
                    p.dx = out;
                    p.dxOff = base + b * dxBlock;
                    p.dxo = group.dxo;
                    p.dtab = group.dtab;
                    p.divisor = group.divisor(s.countPadding());
                    if (s.max()) {
                        f.kernels.maxPoolBackward(p, 0, group.yo.length);
                    } else {
                        f.kernels.averagePoolBackward(p, 0, group.yo.length);
                    }
                }
            }
        });
    }

    private static void fill(
            Frame f, Pool p, Windows g, @Nullable Buffer x, Buffer y, int worker, int n, int xBlock, int yBlock) {
        if (x != null) {
            p.x = f.array(x);
            p.xOff = f.base(x, worker, n) + xBlock;
        }
        p.xo = g.xo;
        p.tab = g.tab;
        p.k0 = 0;
        p.k1 = g.tab.length;
        p.y = f.array(y);
        p.yOff = f.base(y, worker, n) + yBlock;
        p.yo = g.yo;
    }

    /// The taps inside an image, by row and column, and how many count.
    private record Inside(int i0, int i1, int j0, int j1, int counted) {}

    private static List<Windows> windows(PoolWindows w, ImageLayout x, ImageLayout dx, ImageLayout y) {
        Map<Inside, List<int[]>> sorted = new LinkedHashMap<>();
        for (int r = 0; r < y.h(); r++) {
            for (int c = 0; c < y.w(); c++) {
                int top = w.firstRow(r, x.h());
                int left = w.firstColumn(c, x.w());
                Inside in = new Inside(
                        PoolWindows.from(top, w.dh()),
                        PoolWindows.to(top, w.rows(r, x.h()), w.dh(), x.h()),
                        PoolWindows.from(left, w.dw()),
                        PoolWindows.to(left, w.columns(c, x.w()), w.dw(), x.w()),
                        w.countedRows(r, x.h()) * w.countedColumns(c, x.w()));
                sorted.computeIfAbsent(in, k -> new ArrayList<>()).add(new int[] {r, c, top, left});
            }
        }
        List<Windows> all = new ArrayList<>();
        sorted.forEach((in, list) -> all.add(new Windows(
                list.stream().mapToInt(v -> x.offset(0, v[2], v[3])).toArray(),
                list.stream().mapToInt(v -> y.offset(0, v[0], v[1])).toArray(),
                list.stream().mapToInt(v -> dx.offset(0, v[2], v[3])).toArray(),
                taps(in, w, x),
                taps(in, w, dx),
                in.counted)));
        return all;
    }

    private static int[] taps(Inside in, PoolWindows w, ImageLayout l) {
        List<Integer> t = new ArrayList<>();
        for (int i = in.i0; i < in.i1; i++) {
            for (int j = in.j0; j < in.j1; j++) {
                t.add(i * w.dh() * l.rowStride() + j * w.dw() * l.lanes());
            }
        }
        return t.stream().mapToInt(Integer::intValue).toArray();
    }
}
