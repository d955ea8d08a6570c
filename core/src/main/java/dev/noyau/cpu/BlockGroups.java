package dev.noyau.cpu;

import dev.noyau.compile.ConvGeometry;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Taps;
import dev.noyau.cpu.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;

/// Channel blocks of a result in the groups that one kernel call computes, with the channels that each sums over and
/// the place of its weights in the packed array. In a depthwise convolution each block is a group, which sums over one
/// channel for each lane.
final class BlockGroups {
    /// @param block first block
    /// @param count blocks
    /// @param from first channel summed over (depthwise: the block)
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
        return g.depthwise() ? single(g) : of(k, g, g.o(), (a, b) -> Taps.inputs(g, a, b, lanes));
    }

    /// Groups of input blocks, which sum over output channels.
    static List<Group> backward(Kernels k, ConvGeometry g) {
        return g.depthwise() ? single(g) : of(k, g, g.c(), (a, b) -> Taps.outputs(g, a, b));
    }

    private static List<Group> single(ConvGeometry g) {
        List<Group> groups = new ArrayList<>();
        for (int b = 0; b * ImageLayout.LANES < g.c(); b++) {
            groups.add(new Group(b, 1, b, b + 1, b * ImageLayout.LANES));
        }
        return groups;
    }

    private interface Channels {
        int[] range(int from, int to);
    }

    private static List<Group> of(Kernels k, ConvGeometry g, int channels, Channels sums) {
        int blocks = (channels + ImageLayout.LANES - 1) / ImageLayout.LANES;
        List<Group> groups = new ArrayList<>();
        int weights = 0;
        for (int b = 0; b < blocks; ) {
            int count = largest(k, together(g, channels, blocks, b));
            int[] r = sums.range(b * ImageLayout.LANES, Math.min(channels, (b + count) * ImageLayout.LANES));
            groups.add(new Group(b, count, r[0], r[1], weights));
            weights += (r[1] - r[0]) * count * ImageLayout.LANES;
            b += count;
        }
        return groups;
    }

    /// Blocks from `b` on that sum over the same channels: those of one group, if groups are whole blocks.
    private static int together(ConvGeometry g, int channels, int blocks, int b) {
        int group = channels / g.groups();
        if (g.groups() == 1) {
            return blocks - b;
        }
        return group % ImageLayout.LANES != 0 ? 1 : group / ImageLayout.LANES - b % (group / ImageLayout.LANES);
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
