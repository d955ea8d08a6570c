package dev.noyau.graph.op;

import dev.noyau.graph.Type;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;

/// Images (N, C, H, W), and signals (N, C, L), which are images of one row: what is known of the one holds for the
/// other.
public final class Images {
    /// Axes of a signal.
    public static final int SIGNAL = 3;

    private static final int IMAGE = 4;

    private Images() {}

    /// Height of an image, 1 for a signal.
    public static int height(Shape s) {
        return s.rank() == SIGNAL ? 1 : s.dim(2);
    }

    /// Width of an image or length of a signal.
    public static int width(Shape s) {
        return s.dim(s.rank() - 1);
    }

    /// The same number of axes with other sizes.
    ///
    /// @param height 1 for a signal
    static Shape like(Shape s, int channels, int height, int width) {
        return s.rank() == SIGNAL ? Shape.of(s.dim(0), channels, width) : Shape.of(s.dim(0), channels, height, width);
    }

    /// The name of an op, as `Conv2d`, for its application to images or signals.
    static String name(Op op, List<Type> in) {
        boolean signal = !in.isEmpty() && in.getFirst().shape().rank() == SIGNAL;
        return signal ? op.name().replace("2d", "1d") : op.name();
    }

    static void check(Type t) {
        int rank = t.shape().rank();
        if (rank != SIGNAL && rank != IMAGE) {
            throw new ShapeException("expects an image (N, C, H, W) or a signal (N, C, L), found input " + t.shape()
                    + " with " + rank + " axes");
        }
    }

    /// What comes out when windows go over an image.
    static Shape windowed(Shape x, int channels, PoolWindows w) {
        if (x.rank() != SIGNAL) {
            return like(x, channels, w.outH(x.dim(2)), w.outW(x.dim(SIGNAL)));
        }
        boolean row = switch (w) {
            case Window v -> v.kh() == 1 && v.top() == 0 && v.bottom() == 0;
            case AdaptiveWindows a -> a.oh() == 1;
        };
        if (!row) {
            throw new ShapeException("a signal (N, C, L) takes windows of one row, found " + w);
        }
        return like(x, channels, 1, w instanceof Window v ? v.outLength(x.dim(2)) : w.outW(x.dim(2)));
    }
}
