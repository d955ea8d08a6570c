package dev.noyau.graph.op;

import dev.noyau.tensor.ShapeException;

/// How a 2-D window moves over an image: the hyper-parameters that convolution and pooling share.
///
/// Output size along an axis: `floor((in + before + after - dilation·(kernel - 1) - 1) / stride) + 1`. Ceil mode (for
/// pooling) rounds up instead, so that a last window may reach beyond the padding, as long as it
/// begins in the image or in the padding before it (PyTorch and ONNX: `ceil_mode`).
///
/// @param kh kernel height
/// @param kw kernel width
/// @param sh vertical stride
/// @param sw horizontal stride
/// @param top rows of padding above
/// @param left columns of padding on the left
/// @param bottom rows of padding below
/// @param right columns of padding on the right
/// @param dh vertical dilation: distance of neighbouring taps
/// @param dw horizontal dilation
/// @param ceil whether the number of windows is rounded up
public record Window(
        int kh, int kw, int sh, int sw, int top, int left, int bottom, int right, int dh, int dw, boolean ceil)
        implements PoolWindows {

    public Window {
        positive("kernel", kh, kw);
        positive("stride", sh, sw);
        positive("dilation", dh, dw);
        if (top < 0 || left < 0 || bottom < 0 || right < 0) {
            throw new IllegalArgumentException("padding must not be negative, found " + top + ", " + left + ", "
                    + bottom + ", " + right + " (top, left, bottom, right)");
        }
    }

    public Window(int kh, int kw, int sh, int sw, int top, int left, int bottom, int right, int dh, int dw) {
        this(kh, kw, sh, sw, top, left, bottom, right, dh, dw, false);
    }

    private static void positive(String what, int a, int b) {
        if (a < 1 || b < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, found " + a + "×" + b);
        }
    }

    /// Square kernel, stride 1, no padding.
    public static Window of(int kernel) {
        return of(kernel, kernel);
    }

    /// Stride 1, no padding.
    public static Window of(int kh, int kw) {
        return new Window(kh, kw, 1, 1, 0, 0, 0, 0, 1, 1);
    }

    public Window kernel(int h, int w) {
        return new Window(h, w, sh, sw, top, left, bottom, right, dh, dw, ceil);
    }

    public Window stride(int h, int w) {
        return new Window(kh, kw, h, w, top, left, bottom, right, dh, dw, ceil);
    }

    public Window padding(int t, int l, int b, int r) {
        return new Window(kh, kw, sh, sw, t, l, b, r, dh, dw, ceil);
    }

    public Window dilation(int h, int w) {
        return new Window(kh, kw, sh, sw, top, left, bottom, right, h, w, ceil);
    }

    /// With the number of windows rounded up: for pooling.
    public Window ceilMode() {
        return new Window(kh, kw, sh, sw, top, left, bottom, right, dh, dw, true);
    }

    /// Half the windows' surplus before the image and half behind, so that the output has ⌈size / stride⌉ pixels;
    /// an odd rest goes to the end (ONNX: `SAME_UPPER`) or with `lower` to the beginning (`SAME_LOWER`).
    public Window same(int h, int w, boolean lower) {
        int v = Math.max(0, (Math.ceilDiv(h, sh) - 1) * sh + extentH() - h);
        int u = Math.max(0, (Math.ceilDiv(w, sw) - 1) * sw + extentW() - w);
        int before = lower ? v - v / 2 : v / 2;
        int front = lower ? u - u / 2 : u / 2;
        return padding(before, front, v - before, u - front);
    }

    /// The padding that keeps the size at stride 1: half the kernel on each side.
    ///
    /// @throws IllegalArgumentException for an even extent, which has no centre
    public Window same() {
        if (extentH() % 2 == 0 || extentW() % 2 == 0) {
            throw new IllegalArgumentException(
                    "'same' padding needs an odd kernel, which has a centre; " + kh + "×" + kw + " (dilation " + dh
                            + "×" + dw + ") has none. Use an odd kernel or give the padding of each side");
        }
        return padding(extentH() / 2, extentW() / 2, extentH() / 2, extentW() / 2);
    }

    /// Rows that the window covers, gaps of dilation included.
    public int extentH() {
        return dh * (kh - 1) + 1;
    }

    public int extentW() {
        return dw * (kw - 1) + 1;
    }

    @Override
    public int outH(int h) {
        return out(h, top, bottom, extentH(), sh, "height");
    }

    @Override
    public int outW(int w) {
        return out(w, left, right, extentW(), sw, "width");
    }

    /// The width of a signal's output: an error speaks of its length.
    int outLength(int l) {
        return out(l, left, right, extentW(), sw, "length");
    }

    private int out(int size, int before, int after, int extent, int stride, String what) {
        long room = (long) size + before + after - extent;
        if (ceil ? room <= -stride : room < 0) {
            throw new ShapeException("the output would be empty: " + what + " " + size
                    + (before + after == 0 ? "" : " with padding " + (before + after))
                    + " is smaller than the window of " + extent
                    + ". Use a smaller kernel, more padding or a larger input");
        }
        int out = Math.toIntExact((ceil ? Math.ceilDiv(room, (long) stride) : room / stride) + 1);
        boolean beyond = ceil && (out - 1L) * stride >= (long) size + before;
        return beyond ? out - 1 : out;
    }

    @Override
    public int firstRow(int i, int h) {
        return i * sh - top;
    }

    @Override
    public int rows(int i, int h) {
        return kh;
    }

    @Override
    public int firstColumn(int j, int w) {
        return j * sw - left;
    }

    @Override
    public int columns(int j, int w) {
        return kw;
    }

    @Override
    public int countedRows(int i, int h) {
        return PoolWindows.to(firstRow(i, h), kh, dh, h + bottom);
    }

    @Override
    public int countedColumns(int j, int w) {
        return PoolWindows.to(firstColumn(j, w), kw, dw, w + right);
    }

    @Override
    public String toString() {
        StringBuilder s = new StringBuilder(kh == kw ? "k" + kh : "k" + kh + "x" + kw);
        s.append(sh == sw ? " s" + sh : " s" + sh + "x" + sw);
        boolean even = top == bottom && left == right && top == left;
        s.append(even ? " p" + top : " p" + top + "," + left + "," + bottom + "," + right);
        if (dh != 1 || dw != 1) {
            s.append(dh == dw ? " d" + dh : " d" + dh + "x" + dw);
        }
        return s.append(ceil ? " ceil" : "").toString();
    }
}
