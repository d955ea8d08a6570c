package dev.noyau.compile;

import dev.noyau.compile.ImageLayout.Halo;
import dev.noyau.graph.op.Window;

/// The sizes of one convolution (or fully connected layer: a window as large as the image).
///
/// @param window how the filter moves
/// @param groups groups of channels
/// @param c input channels
/// @param h input height
/// @param w input width
/// @param o output channels
/// @param oh output height
/// @param ow output width
public record ConvGeometry(Window window, int groups, int c, int h, int w, int o, int oh, int ow) {

    /// Input channels that one filter sees.
    public int groupChannels() {
        return c / groups;
    }

    /// Whether each channel has a filter of its own and no other: the kernels take channels as lanes.
    public boolean depthwise() {
        return groups > 1 && groups == c && groups == o;
    }

    public int taps() {
        return window.kh() * window.kw();
    }

    /// Numbers in the weight.
    public long weights() {
        return (long) o * groupChannels() * taps();
    }

    /// Multiply-adds for one image.
    public long macs() {
        return weights() * oh * ow;
    }

    /// Zeros around the input that forward reads.
    public Halo inputHalo() {
        int bottom = (oh - 1) * window.sh() + window.extentH() - window.top() - h;
        int right = (ow - 1) * window.sw() + window.extentW() - window.left() - w;
        return new Halo(window.top(), window.left(), Math.max(0, bottom), Math.max(0, right));
    }

    /// The stride by which backward-data divides its result into phases. With a single output pixel along an axis
    /// any stride is right, and the window's extent gives phases of one tap each, without multiplications by the
    /// halo.
    public int phasesH() {
        return oh == 1 ? Math.max(window.sh(), window.extentH()) : window.sh();
    }

    public int phasesW() {
        return ow == 1 ? Math.max(window.sw(), window.extentW()) : window.sw();
    }

    /// Zeros around the output's gradient that backward-data reads.
    public Halo gradientHalo() {
        int[] v = reach(h, oh, window.kh(), window.dh(), window.top(), phasesH());
        int[] u = reach(w, ow, window.kw(), window.dw(), window.left(), phasesW());
        return new Halo(v[0], u[0], v[1], u[1]);
    }

    /// How far before and after the output the taps of all phases reach.
    private static int[] reach(int in, int out, int kernel, int dilation, int pad, int stride) {
        int before = 0;
        int after = 0;
        for (int k = 0; k < kernel; k++) {
            for (int phase = 0; phase < Math.min(stride, in); phase++) {
                int at = phase + pad - k * dilation;
                if (Math.floorMod(at, stride) == 0) {
                    int first = Math.floorDiv(at, stride);
                    int last = first + (in - phase - 1) / stride;
                    before = Math.max(before, -first);
                    after = Math.max(after, last - (out - 1));
                }
            }
        }
        return new int[] {before, after};
    }

    @Override
    public String toString() {
        return c + "x" + h + "x" + w + "->" + o + "x" + oh + "x" + ow + " " + window
                + (groups == 1 ? "" : " g" + groups);
    }
}
