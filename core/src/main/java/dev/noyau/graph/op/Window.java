package dev.noyau.graph.op;

import dev.noyau.tensor.ShapeException;

/// How a 2-D window moves over an image: the hyper-parameters that convolution and pooling share.
///
/// Output size along an axis: `floor((in + before + after - dilation·(kernel - 1) - 1) / stride) + 1`.
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
public record Window(int kh, int kw, int sh, int sw, int top, int left, int bottom, int right, int dh, int dw) {

    public Window {
        positive("kernel", kh, kw);
        positive("stride", sh, sw);
        positive("dilation", dh, dw);
        if (top < 0 || left < 0 || bottom < 0 || right < 0) {
            throw new IllegalArgumentException("padding must not be negative, found " + top + ", " + left + ", "
                    + bottom + ", " + right + " (top, left, bottom, right)");
        }
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
        return new Window(h, w, sh, sw, top, left, bottom, right, dh, dw);
    }

    public Window stride(int h, int w) {
        return new Window(kh, kw, h, w, top, left, bottom, right, dh, dw);
    }

    public Window padding(int t, int l, int b, int r) {
        return new Window(kh, kw, sh, sw, t, l, b, r, dh, dw);
    }

    public Window dilation(int h, int w) {
        return new Window(kh, kw, sh, sw, top, left, bottom, right, h, w);
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

    public int outH(int h) {
        return out(h, top + bottom, extentH(), sh, "height");
    }

    public int outW(int w) {
        return out(w, left + right, extentW(), sw, "width");
    }

    private int out(int size, int pad, int extent, int stride, String what) {
        long room = (long) size + pad - extent;
        if (room < 0) {
            throw new ShapeException("the output would be empty: " + what + " " + size
                    + (pad == 0 ? "" : " with padding " + pad) + " is smaller than the window of " + extent
                    + ". Use a smaller kernel, more padding or a larger input");
        }
        return (int) (room / stride) + 1;
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
        return s.toString();
    }
}
