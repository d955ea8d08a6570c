package dev.noyau.compile;

/// The terms of a convolution's sums in their fixed order: which channels a range of blocks needs, and how many
/// terms that makes. Plan and executor must agree on it, and so must every machine.
///
/// Order of terms: channel block, tap row, tap column, channel within the block. Channels are rounded to multiples
/// of four, so that runs of four terms are neighbours in memory; the weights of the extra ones are zero.
public final class Taps {
    private static final int RUN = 4;

    private Taps() {}

    /// First and one past the last input channel that the output channels `[o0, o1)` need.
    public static int[] inputs(ConvGeometry g, int o0, int o1, int lanes) {
        int perGroup = g.o() / g.groups();
        int first = o0 / perGroup * g.groupChannels();
        int last = ((Math.min(o1, g.o()) - 1) / perGroup + 1) * g.groupChannels();
        return lanes == 1 ? new int[] {first, last} : rounded(first, last);
    }

    /// First and one past the last output channel that the input channels `[c0, c1)` need.
    public static int[] outputs(ConvGeometry g, int c0, int c1) {
        int perGroup = g.o() / g.groups();
        int first = c0 / g.groupChannels() * perGroup;
        int last = ((Math.min(c1, g.c()) - 1) / g.groupChannels() + 1) * perGroup;
        return rounded(first, last);
    }

    private static int[] rounded(int first, int last) {
        return new int[] {first / RUN * RUN, (last + RUN - 1) / RUN * RUN};
    }

    /// Floats of the packed weights of a depthwise convolution, in either direction, and of one partial sum of their
    /// gradient: for each block its taps, 16 lanes each.
    private static long packedDepthwise(ConvGeometry g) {
        return (long) (g.c() + ImageLayout.LANES - 1) / ImageLayout.LANES * ImageLayout.LANES * g.taps();
    }

    /// Floats of the packed weights of forward, and of one partial sum of their gradient.
    public static long packedForward(ConvGeometry g, int lanes) {
        if (g.depthwise()) {
            return packedDepthwise(g);
        }
        long n = 0;
        for (int o = 0; o < g.o(); o += ImageLayout.LANES) {
            int[] c = inputs(g, blockFrom(g, o), blockTo(g, o, g.o()), lanes);
            n += (long) (c[1] - c[0]) * g.taps() * ImageLayout.LANES;
        }
        return n;
    }

    /// Floats of the packed weights of backward-data, all phases.
    public static long packedBackward(ConvGeometry g) {
        if (g.depthwise()) {
            return packedDepthwise(g);
        }
        long n = 0;
        for (int c = 0; c < g.c(); c += ImageLayout.LANES) {
            int[] o = outputs(g, blockFrom(g, c), blockTo(g, c, g.c()));
            n += (long) (o[1] - o[0]) * g.taps() * ImageLayout.LANES;
        }
        return n;
    }

    /// Without groups every block needs all channels.
    private static int blockFrom(ConvGeometry g, int channel) {
        return g.groups() == 1 ? 0 : channel;
    }

    private static int blockTo(ConvGeometry g, int channel, int channels) {
        return g.groups() == 1 ? channels : Math.min(channels, channel + ImageLayout.LANES);
    }
}
