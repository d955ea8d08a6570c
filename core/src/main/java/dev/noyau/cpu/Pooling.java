package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Step;
import dev.noyau.cpu.kernels.Pool;
import dev.noyau.graph.op.Window;
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
    private record Windows(int[] xo, int[] yo, int[] dxo, int[] tab, int[] dtab) {}

    private Pooling() {}

    static Runner forward(Frame f, Step.Pool s) {
        Window w = s.window();
        List<Windows> all = windows(w, s.x().layout(), s.x().layout(), s.y().layout());
        int xBlock = s.x().layout().blockStride();
        int yBlock = s.y().layout().blockStride();
        return PerImage.over(f, s.y(), s.partition(), (n, b0, b1, worker) -> {
            Pool p = f.pool(worker);
            for (int b = b0; b < b1; b++) {
                for (int i = 0; i < all.size(); i++) {
                    Windows group = all.get(i);
                    fill(f, p, group, s.x(), s.y(), worker, n, b * xBlock, b * yBlock);
                    p.divisor = s.countPadding() ? w.kh() * w.kw() : group.tab.length;
                    if (s.max()) {
                        f.kernels.maxPool(p, 0, group.yo.length);
                    } else {
                        f.kernels.averagePool(p, 0, group.yo.length);
                    }
                }
            }
        });
    }

    static Runner backward(Frame f, Step.PoolBackward s) {
        Window w = s.window();
        Buffer x = s.x();
        ImageLayout dx = s.dx().layout();
        ImageLayout xLayout = x == null ? dx : x.layout();
        List<Windows> all = windows(w, xLayout, dx, s.dy().layout());
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
                    fill(f, p, group, x, s.dy(), worker, n, b * xLayout.blockStride(), b * yBlock);
                    p.dx = out;
                    p.dxOff = base + b * dxBlock;
                    p.dxo = group.dxo;
                    p.dtab = group.dtab;
                    p.divisor = s.countPadding() ? w.kh() * w.kw() : group.tab.length;
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

    private record Inside(int i0, int i1, int j0, int j1) {}

    private static List<Windows> windows(Window w, ImageLayout x, ImageLayout dx, ImageLayout y) {
        Map<Inside, List<int[]>> sorted = new LinkedHashMap<>();
        for (int r = 0; r < y.h(); r++) {
            for (int c = 0; c < y.w(); c++) {
                int top = r * w.sh() - w.top();
                int left = c * w.sw() - w.left();
                Inside in = new Inside(
                        first(top, w.dh()),
                        last(top, w.dh(), w.kh(), x.h()),
                        first(left, w.dw()),
                        last(left, w.dw(), w.kw(), x.w()));
                sorted.computeIfAbsent(in, k -> new ArrayList<>()).add(new int[] {r, c, top, left});
            }
        }
        List<Windows> all = new ArrayList<>();
        sorted.forEach((in, list) -> all.add(new Windows(
                list.stream().mapToInt(v -> x.offset(0, v[2], v[3])).toArray(),
                list.stream().mapToInt(v -> y.offset(0, v[0], v[1])).toArray(),
                list.stream().mapToInt(v -> dx.offset(0, v[2], v[3])).toArray(),
                taps(in, w, x),
                taps(in, w, dx))));
        return all;
    }

    /// First tap that is not before the image.
    private static int first(int start, int dilation) {
        return start >= 0 ? 0 : (-start + dilation - 1) / dilation;
    }

    /// One past the last tap that is not behind it.
    private static int last(int start, int dilation, int kernel, int size) {
        return Math.min(kernel, Math.floorDiv(size - 1 - start, dilation) + 1);
    }

    private static int[] taps(Inside in, Window w, ImageLayout l) {
        List<Integer> t = new ArrayList<>();
        for (int i = in.i0; i < in.i1; i++) {
            for (int j = in.j0; j < in.j1; j++) {
                t.add(i * w.dh() * l.rowStride() + j * w.dw() * l.lanes());
            }
        }
        return t.stream().mapToInt(Integer::intValue).toArray();
    }
}
