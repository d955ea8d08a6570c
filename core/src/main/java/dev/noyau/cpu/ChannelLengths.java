package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.Step;
import dev.noyau.graph.Node;
import dev.noyau.graph.op.Div;
import dev.noyau.graph.op.Reduce;
import dev.noyau.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The length of each pixel's vector of channels, and what is divided by one number a pixel: on the plain
/// arrays themselves, with the results of the plain loops, which would need copies of all in double.
final class ChannelLengths implements Runner {
    private static final int RANK = 4;

    private final Frame frame;
    private final Step.Fallback step;
    /// Sums of squares of an image's pixels; empty where something is divided.
    private final double[] sums;

    private ChannelLengths(Frame frame, Step.Fallback step) {
        this.frame = frame;
        this.step = step;
        Shape x = step.node().input(0).shape();
        this.sums = new double[step.node().op() instanceof Reduce ? x.dim(2) * x.dim(3) : 0];
    }

    /// This runner, null where the step is another one.
    static @Nullable Runner of(Frame frame, Step.Fallback step) {
        Node n = step.node();
        Shape x = n.inputs().isEmpty() ? Shape.SCALAR : n.input(0).shape();
        boolean able = x.rank() == RANK
                && switch (n.op()) {
                    case Reduce r ->
                        r.kind() == Reduce.Kind.L2 && r.keepDims() && r.axes().equals(List.of(1));
                    case Div d -> n.input(1).shape().equals(x.with(1, 1)) && x.dim(1) > 1;
                    default -> false;
                };
        return able ? new ChannelLengths(frame, step) : null;
    }

    @Override
    public void run(int part, int worker) {
        Shape s = step.node().input(0).shape();
        int plane = s.dim(2) * s.dim(3);
        Buffer in = Objects.requireNonNull(step.in().getFirst());
        Buffer out = step.out().getFirst();
        float[] x = frame.array(in);
        float[] y = frame.array(out);
        for (int n = 0; n < s.dim(0); n++) {
            int from = frame.base(in, worker, 0) + n * s.dim(1) * plane;
            int to = frame.base(out, worker, 0) + n * (sums.length > 0 ? 1 : s.dim(1)) * plane;
            if (sums.length > 0) {
                lengths(x, from, s.dim(1), y, to);
            } else {
                Buffer by = Objects.requireNonNull(step.in().get(1));
                divide(x, from, s.dim(1), plane, frame.array(by), frame.base(by, worker, 0) + n * plane, y, to);
            }
        }
    }

    private void lengths(float[] x, int from, int channels, float[] y, int to) {
        Arrays.fill(sums, 0);
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < sums.length; i++) {
                double v = x[from + c * sums.length + i];
                sums[i] += v * v;
            }
        }
        for (int i = 0; i < sums.length; i++) {
            y[to + i] = (float) Math.sqrt(sums[i]);
        }
    }

    private static void divide(float[] x, int from, int channels, int plane, float[] by, int at, float[] y, int to) {
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < plane; i++) {
                y[to + c * plane + i] = x[from + c * plane + i] / by[at + i];
            }
        }
    }
}
