package dev.noyau.cpu;

import dev.noyau.compile.ConvGeometry;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Taps;
import dev.noyau.cpu.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;

/// Channel blocks of a result in the groups that one kernel call computes, with the channels that each sums over and
/// the place of its weights in the packed array.
final class BlockGroups {
    /// @param block first block
    /// @param count blocks
    /// @param from first channel summed over
    /// @param to one past the last
    /// @param weights offset in floats of the packed weights, for one tap; times the number of taps in all
    record Group(int block, int count, int from, int to, int weights) {
        int channels() {
            return to - from;
        }
    }

    private BlockGroups() {}

    /// Groups of output blocks, which sum over input channels.
    static List<Group> forward(Kernels k, ConvGeometry g, int lanes) {
        return of(k, g, g.o(), (a, b) -> Taps.inputs(g, a, b, lanes));
    }

    /// Groups of input blocks, which sum over output channels.
    static List<Group> backward(Kernels k, ConvGeometry g) {
        return of(k, g, g.c(), (a, b) -> Taps.outputs(g, a, b));
    }

    private interface Channels {
        int[] range(int from, int to);
    }

    private static List<Group> of(Kernels k, ConvGeometry g, int channels, Channels sums) {
        int blocks = (channels + ImageLayout.LANES - 1) / ImageLayout.LANES;
        List<Group> groups = new ArrayList<>();
        int weights = 0;
        for (int b = 0; b < blocks; ) {
            int count = g.groups() == 1 ? largest(k, blocks - b) : 1;
            int[] r = sums.range(b * ImageLayout.LANES, Math.min(channels, (b + count) * ImageLayout.LANES));
            groups.add(new Group(b, count, r[0], r[1], weights));
            weights += (r[1] - r[0]) * count * ImageLayout.LANES;
            b += count;
        }
        return groups;
    }

    private static int largest(Kernels k, int left) {
        for (int c : k.blocks()) {
            if (c <= left) {
                return c;
            }
        }
        return 1;
    }
}
