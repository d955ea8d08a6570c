package dev.noyau.analysis;

import dev.noyau.analysis.IndexMap.Border;
import dev.noyau.analysis.IndexMap.Chosen;
import dev.noyau.analysis.IndexMap.Running;
import dev.noyau.analysis.IndexMap.Sliding;
import dev.noyau.analysis.Plane.Edge;
import dev.noyau.analysis.Tracked.Factor;
import dev.noyau.analysis.Tracked.Part;
import dev.noyau.graph.op.Constant;
import dev.noyau.graph.op.CumSum;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.ResizeAxis;
import dev.noyau.graph.op.Slice;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What ops see that only move numbers.
record Moves(Seen seen) {
    private @Nullable Tracked first() {
        return seen.in().getFirst();
    }

    private Shape input() {
        return seen.node().input(0).shape();
    }

    @Nullable
    Tracked reshaped(Shape to) {
        Tracked x = first();
        Tracked y = x == null ? null : x.reshaped(to);
        return y == null ? seen.all() : y;
    }

    @Nullable
    Tracked transposed(List<Integer> order) {
        Tracked x = first();
        return x == null ? null : x.transposed(order);
    }

    @Nullable
    Tracked sliced(Slice s) {
        Tracked x = first();
        for (int a = 0; x != null && a < input().rank(); a++) {
            int start = s.start(input(), a);
            int step = s.step(input(), a);
            int count = s.count(input(), a);
            if (count == input().dim(a) && step == 1) {
                continue;
            }
            boolean cutsChannels = a == 1 && step == 1 && x.parts().size() > 1 && x.isChannels(a);
            x = cutsChannels
                    ? channels(x, start, count)
                    : axis(x, a, new Sliding(1, step, -start, 1, Border.NOTHING), count);
        }
        return x == null ? seen.all() : x;
    }

    private static Tracked channels(Tracked x, int from, int count) {
        List<List<Factor>> axes = new ArrayList<>(x.axes());
        axes.set(1, Tracked.axis(Factor.CHANNEL, count));
        return new Tracked(x.channels(from, from + count), axes);
    }

    @Nullable
    Tracked padded(Pad p) {
        Border border = switch (p.mode()) {
            case CONSTANT -> Border.NOTHING;
            case EDGE -> Border.EDGE;
            case REFLECT -> Border.MIRROR;
            case WRAP -> Border.WRAP;
        };
        Tracked x = first();
        for (int a = 0; x != null && a < input().rank(); a++) {
            int before = p.pads().get(a);
            if (before != 0 || p.pads().get(a + input().rank()) != 0) {
                x = axis(
                        x, a, new Sliding(1, 1, before, 1, border), seen.shape().dim(a));
            }
        }
        return x == null ? seen.all() : x;
    }

    @Nullable
    Tracked tiled() {
        Tracked x = first();
        for (int a = 0; x != null && a < input().rank(); a++) {
            if (seen.shape().dim(a) != input().dim(a)) {
                x = axis(
                        x, a, new Sliding(1, 1, 0, 1, Border.WRAP), seen.shape().dim(a));
            }
        }
        return x == null ? seen.all() : x;
    }

    @Nullable
    Tracked resized(List<ResizeAxis> resized) {
        Tracked x = first();
        for (ResizeAxis r : resized) {
            x = x == null ? null : axis(x, r.axis(), IndexMap.Resizing.of(r), r.out());
        }
        return x == null ? seen.all() : x;
    }

    @Nullable
    Tracked summed(CumSum o) {
        Tracked x = first();
        int a = input().axis(o.axis());
        Tracked y = x == null
                ? null
                : axis(x, a, new Running(o.exclusive(), o.reverse() ? input().dim(a) - 1 : null), input().dim(a));
        return y == null ? seen.all() : y;
    }

    /// Along an axis by a list of numbers; where the list is no constant, each may be any.
    @Nullable
    Tracked gathered(int along) {
        Tracked x = first();
        int a = input().axis(along);
        Shape index = seen.node().input(1).shape();
        if (x == null || index.rank() > 1) {
            return seen.all();
        }
        IndexMap map = IndexMap.ALL;
        if (seen.node().input(1).node().op() instanceof Constant c) {
            int size = input().dim(a);
            map = new Chosen(Arrays.stream(c.value().longData())
                    .mapToObj(i -> (int) (i < 0 ? i + size : i))
                    .toList());
        }
        Tracked y = axis(x, a, map, index.rank() == 0 ? 1 : index.dim(0));
        if (y == null) {
            return seen.all();
        }
        List<List<Factor>> axes = new ArrayList<>(y.axes());
        if (index.rank() == 0) {
            axes.remove(a);
        }
        return seen.with(new Tracked(y.parts(), axes));
    }

    /// One axis seen through a map; channels are then not told apart any more. Null where the axis is neither an
    /// axis of the planes nor channels.
    private static @Nullable Tracked axis(Tracked x, int axis, IndexMap map, int size) {
        int p = x.planeAxis(axis);
        List<List<Factor>> axes = new ArrayList<>(x.axes());
        axes.set(axis, Tracked.axis(p, size));
        if (p >= 0) {
            return Seen.moved(x, Map.of(p, map), Map.of(p, size), axes);
        }
        return x.isChannels(axis) ? new Tracked(x.whole().parts(), axes) : null;
    }

    @Nullable
    Tracked concatenated(int along) {
        List<Tracked> known = seen.known();
        if (known.isEmpty()) {
            return null;
        }
        int a = input().axis(along);
        int p = -1;
        for (Tracked t : known) {
            p = Math.max(p, t.planeAxis(a));
        }
        for (Tracked t : known) {
            boolean alike = p < 0 ? t.isChannels(a) : t.planeAxis(a) == p;
            for (int b = 0; b < t.axes().size(); b++) {
                alike &=
                        b == a || t.axes().get(b).equals(known.getFirst().axes().get(b));
            }
            if (!alike) {
                return seen.all();
            }
        }
        List<List<Factor>> axes = new ArrayList<>(known.getFirst().axes());
        axes.set(a, Tracked.axis(p, seen.shape().dim(a)));
        return new Tracked(p < 0 ? joined(known, a) : List.of(inLine(a, p)), axes);
    }

    /// Channels one after the other.
    private List<Part> joined(List<Tracked> known, int axis) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < seen.in().size(); i++) {
            Tracked t = seen.in().get(i);
            if (t == null || t.parts().size() == 1) {
                Plane plane = (t == null ? known.getFirst() : t).plane();
                parts.add(new Part(seen.node().input(i).shape().dim(axis), plane));
            } else {
                parts.addAll(t.parts());
            }
        }
        List<Part> merged = Tracked.merged(parts);
        return axis == 1 || merged.size() == 1
                ? merged
                : new Tracked(merged, List.of()).whole().parts();
    }

    /// Along a spatial axis one after the other.
    private Part inLine(int axis, int planeAxis) {
        List<Edge> edges = new ArrayList<>();
        List<Integer> size = new ArrayList<>();
        int at = 0;
        int channels = 1;
        for (int i = 0; i < seen.in().size(); i++) {
            int own = seen.node().input(i).shape().dim(axis);
            Tracked t = seen.in().get(i);
            if (t != null) {
                Plane from = t.plane();
                channels = t.channels();
                size = new ArrayList<>(from.size());
                List<IndexMap> maps = new ArrayList<>(Collections.nCopies(from.axes(), IndexMap.SAME));
                maps.set(planeAxis, new IndexMap.Part(at, own));
                edges.add(new Edge(from, maps));
            }
            at += own;
        }
        size.set(planeAxis, at);
        return new Part(channels, Plane.of(size, edges));
    }
}
