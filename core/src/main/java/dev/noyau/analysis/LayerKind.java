package dev.noyau.analysis;

import dev.noyau.graph.Node;
import dev.noyau.graph.op.AdaptivePool2d;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.BatchNorm;
import dev.noyau.graph.op.BatchNormInference;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.MaxPool2d;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.Window;
import java.util.List;

/// What a node does, in a few words for people.
final class LayerKind {
    private LayerKind() {}

    /// As `Conv2d 3×3 stride 2 padding 1`.
    static String of(Node n) {
        return switch (n.op()) {
            case Conv2d c -> windowed("Conv", n, c.window(), 1) + groups(c.groups());
            case Conv2dBackwardData c -> windowed("ConvTranspose", n, c.window(), 1) + groups(c.groups());
            case MaxPool2d p -> windowed("MaxPool", n, p.window(), p.window().kw());
            case AvgPool2d p -> windowed("AvgPool", n, p.window(), p.window().kw());
            case AdaptivePool2d p -> (p.max() ? "AdaptiveMaxPool" : "AdaptiveAvgPool") + (isSignal(n) ? "1d" : "2d");
            case MatMul m -> "Linear";
            case BatchNorm b -> batchNorm(n);
            case BatchNormInference b -> batchNorm(n);
            case Reshape r when r.shape().rank() == 2 && n.input(0).shape().rank() > 2 -> "Flatten";
            default -> n.op().name();
        };
    }

    private static boolean isSignal(Node n) {
        return n.input(0).shape().rank() == Images.SIGNAL;
    }

    private static String batchNorm(Node n) {
        return "BatchNorm" + (n.input(0).shape().rank() > Images.SIGNAL ? "2d" : "1d");
    }

    private static String groups(int groups) {
        return groups == 1 ? "" : " groups " + groups;
    }

    /// @param usualStride the stride that goes without saying
    private static String windowed(String what, Node n, Window w, int usualStride) {
        return what
                + (isSignal(n) ? "1d " + describeRow(w, usualStride) : "2d " + describe(w, usualStride))
                + (w.ceil() ? " ceil" : "");
    }

    private static String describe(Window w, int usualStride) {
        StringBuilder s = new StringBuilder();
        s.append(w.kh()).append('×').append(w.kw());
        if (w.sh() != usualStride || w.sw() != usualStride) {
            s.append(" stride ").append(pair(w.sh(), w.sw()));
        }
        if (w.top() != w.bottom() || w.left() != w.right()) {
            s.append(" padding ").append(List.of(w.top(), w.left(), w.bottom(), w.right()));
        } else if (w.top() != 0 || w.left() != 0) {
            s.append(" padding ").append(pair(w.top(), w.left()));
        }
        if (w.dh() != 1 || w.dw() != 1) {
            s.append(" dilation ").append(pair(w.dh(), w.dw()));
        }
        return s.toString();
    }

    private static String describeRow(Window w, int usualStride) {
        String padding = w.left() == w.right()
                ? "" + w.left()
                : List.of(w.left(), w.right()).toString();
        return w.kw()
                + (w.sw() == usualStride ? "" : " stride " + w.sw())
                + (padding.equals("0") ? "" : " padding " + padding)
                + (w.dw() == 1 ? "" : " dilation " + w.dw());
    }

    private static String pair(int a, int b) {
        return a == b ? Integer.toString(a) : a + "×" + b;
    }
}
