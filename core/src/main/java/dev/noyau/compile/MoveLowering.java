package dev.noyau.compile;

import dev.noyau.compile.MoveStep.Part;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Concat;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.Resize;
import dev.noyau.graph.op.ResizeAxis;
import dev.noyau.graph.op.ResizeBackward;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.SliceBackward;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Movement within blocked images; what does not keep the batch as it is has no step here.
final class MoveLowering {
    private final Planner p;

    MoveLowering(Planner p) {
        this.p = p;
    }

    /// Adds the step for a node; false where the shapes do not suit it.
    boolean lower(Node n) {
        if (!moves(n) || !n.inputs().stream().allMatch(p::isImage)) {
            return false;
        }
        return switch (n.op()) {
            case Concat c -> concat(n, n.output().shape().axis(c.axis()));
            case Slice s -> slice(n, s, n.input(0).shape(), false);
            case SliceBackward s -> slice(n, s.slice(), s.input(), true);
            case Pad q -> pad(n, q);
            case Resize r -> resize(n, r.axes(), false);
            case ResizeBackward r -> resize(n, r.axes(), true);
            default -> false;
        };
    }

    private boolean moves(Node n) {
        return switch (n.op()) {
            case Concat _, Slice _, SliceBackward _, Pad _, Resize _, ResizeBackward _ ->
                p.isImage(n.output()) && n.output().shape().size() > 0;
            default -> false;
        };
    }

    private boolean concat(Node n, int axis) {
        if (axis == 0) {
            return false;
        }
        List<Part> parts = new ArrayList<>();
        int at = 0;
        for (Value v : n.inputs()) {
            int[] to = new int[v.shape().rank()];
            to[axis] = at;
            if (v.shape().size() > 0) {
                parts.add(part(v, to));
            }
            at += v.shape().dim(axis);
        }
        place(n, parts, true);
        return true;
    }

    private boolean slice(Node n, Slice s, Shape whole, boolean back) {
        int[] to = new int[whole.rank()];
        for (int a = 0; a < to.length; a++) {
            if (s.step(whole, a) != 1 || a == 0 && s.count(whole, 0) != whole.dim(0)) {
                return false;
            }
            to[a] = back ? s.start(whole, a) : -s.start(whole, a);
        }
        place(n, List.of(part(n.input(0), to)), !back);
        return true;
    }

    private boolean pad(Node n, Pad q) {
        int[] to = new int[n.output().shape().rank()];
        for (int a = 0; a < to.length; a++) {
            to[a] = q.pads().get(a);
        }
        if (q.mode() != Pad.Mode.CONSTANT
                || q.value() != 0
                || to[0] != 0
                || q.pads().get(to.length) != 0) {
            return false;
        }
        place(n, List.of(part(n.input(0), to)), false);
        return true;
    }

    /// A whole value at a place of the result, which may begin before it.
    private Part part(Value v, int[] to) {
        Buffer from = p.standard(v);
        int c = to[1];
        int top = to.length == 4 ? to[2] : 0;
        int left = to.length > 2 ? to[to.length - 1] : 0;
        return new Part(from, Math.max(0, -c), from.layout().c() - Math.max(0, -c), Math.max(0, c), top, left);
    }

    private void place(Node n, List<Part> parts, boolean covers) {
        p.add(new MoveStep.Place(List.copyOf(parts), covers, p.newImage(n.output()), p.shards()));
    }

    private boolean resize(Node n, List<ResizeAxis> axes, boolean back) {
        int rank = n.output().shape().rank();
        if (rank < 3 || axes.stream().anyMatch(a -> a.axis() < 2 || outside(a))) {
            return false;
        }
        ResizeAxis rows = rank == 4 ? axis(axes, 2) : null;
        ResizeAxis columns = axis(axes, rank - 1);
        Buffer x = p.standard(n.input(0));
        p.add(new MoveStep.Resample(rows, columns, back, x, p.newImage(n.output()), p.shards()));
        return true;
    }

    private static @Nullable ResizeAxis axis(List<ResizeAxis> axes, int which) {
        return axes.stream().filter(a -> a.axis() == which).findFirst().orElse(null);
    }

    /// Whether some value of the result has no terms.
    private static boolean outside(ResizeAxis a) {
        for (int i = 0; i < a.out(); i++) {
            if (a.first(i) == a.first(i + 1)) {
                return true;
            }
        }
        return false;
    }
}
