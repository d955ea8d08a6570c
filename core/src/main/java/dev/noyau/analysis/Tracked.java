package dev.noyau.analysis;

import dev.noyau.analysis.Plane.Edge;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A value as a map of positions: which planes its channels are, and which of its axes are which axes of the planes.
///
/// @param parts planes in the order of the channels; more than one only while axis 1 holds the channels
/// @param axes what each axis of the value is made of, in row-major order; empty for an axis of size 1
record Tracked(List<Part> parts, List<List<Factor>> axes) {
    /// Channels that see the same.
    record Part(int channels, Plane plane) {}

    /// An axis, or what became a part of one.
    ///
    /// @param axis of the planes; [#CHANNEL] where it is none
    record Factor(int axis, int size) {
        static final int CHANNEL = -1;

        boolean isChannel() {
            return axis == CHANNEL;
        }

        static List<Factor> channel(int size) {
            return size == 1 ? List.of() : List.of(new Factor(CHANNEL, size));
        }
    }

    Tracked {
        parts = List.copyOf(parts);
        axes = axes.stream().map(List::copyOf).toList();
    }

    /// An image (N, C, ...) each spatial axis of which is one of the plane's.
    static Tracked image(Plane plane, Shape shape) {
        List<List<Factor>> axes = new ArrayList<>();
        for (int a = 0; a < shape.rank(); a++) {
            axes.add(axis(a < 2 ? Factor.CHANNEL : a - 2, shape.dim(a)));
        }
        return new Tracked(List.of(new Part(shape.dim(1), plane)), axes);
    }

    static List<Factor> axis(int planeAxis, int size) {
        return size == 1 ? List.of() : List.of(new Factor(planeAxis, size));
    }

    /// A value each number of which sees all that others see.
    static Tracked seeingAll(Shape shape, List<Tracked> others) {
        List<Plane> planes = others.stream().flatMap(t -> t.planes().stream()).toList();
        Plane p = Plane.seeingAll(Collections.nCopies(planes.getFirst().axes(), 1), planes);
        return new Tracked(
                List.of(new Part(1, p)),
                Arrays.stream(shape.dims())
                        .mapToObj(n -> axis(Factor.CHANNEL, n))
                        .toList());
    }

    Set<Plane> planes() {
        Set<Plane> s = new LinkedHashSet<>();
        parts.forEach(p -> s.add(p.plane()));
        return s;
    }

    /// One plane that sees what any channel sees.
    Plane plane() {
        Set<Plane> all = planes();
        Plane first = all.iterator().next();
        return all.size() == 1
                ? first
                : Plane.of(first.size(), all.stream().map(Tracked::same).toList());
    }

    static Edge same(Plane from) {
        return new Edge(from, Collections.nCopies(from.axes(), IndexMap.SAME));
    }

    /// The same value without telling channels apart.
    Tracked whole() {
        return parts.size() == 1 ? this : new Tracked(List.of(new Part(channels(), plane())), axes);
    }

    int channels() {
        return parts.stream().mapToInt(Part::channels).sum();
    }

    /// Channels `[from, to)` only.
    List<Part> channels(int from, int to) {
        if (parts.size() == 1) {
            return List.of(new Part(to - from, parts.getFirst().plane()));
        }
        List<Part> cut = new ArrayList<>();
        int at = 0;
        for (Part p : parts) {
            int n = Math.min(to, at + p.channels()) - Math.max(from, at);
            if (n > 0) {
                cut.add(new Part(n, p.plane()));
            }
            at += p.channels();
        }
        return cut;
    }

    /// Neighbours of the same plane are one part.
    static List<Part> merged(List<Part> parts) {
        List<Part> m = new ArrayList<>();
        for (Part p : parts) {
            Part last = m.isEmpty() ? null : m.getLast();
            if (last != null && last.plane() == p.plane()) {
                m.set(m.size() - 1, new Part(last.channels() + p.channels(), p.plane()));
            } else {
                m.add(p);
            }
        }
        return m;
    }

    /// The axis of the planes that an axis of the value is, as a whole; -1 for channels and mixtures.
    int planeAxis(int axis) {
        List<Factor> f = axes.get(axis);
        if (!f.isEmpty()) {
            return f.size() == 1 ? f.getFirst().axis() : -1;
        }
        int usual = axis - 2;
        for (int p : usual < 0 ? new int[0] : new int[] {usual, 0, 1, 2}) {
            if (p < planeAxes() && isFree(p)) {
                return p;
            }
        }
        return -1;
    }

    /// The planes' axes in the order of the value's own; those that it does not have stand last.
    List<Integer> order() {
        List<Integer> order = new ArrayList<>();
        for (int a = 0; a < axes.size(); a++) {
            axes.get(a).stream().map(Factor::axis).filter(f -> f >= 0).forEach(order::add);
            if (a >= 2 && axes.get(a).isEmpty() && planeAxis(a) >= 0 && !order.contains(planeAxis(a))) {
                order.add(planeAxis(a));
            }
        }
        for (int p = 0; p < planeAxes(); p++) {
            if (!order.contains(p)) {
                order.add(p);
            }
        }
        return order;
    }

    private int planeAxes() {
        return parts.getFirst().plane().axes();
    }

    private boolean isFree(int planeAxis) {
        return axes.stream().flatMap(List::stream).noneMatch(f -> f.axis() == planeAxis)
                && parts.getFirst().plane().size(planeAxis) == 1;
    }

    /// Whether an axis holds channels alone.
    boolean isChannels(int axis) {
        return axes.get(axis).stream().allMatch(Factor::isChannel);
    }

    /// The same numbers in row-major order under another shape; null where an axis of the planes would be cut.
    @Nullable
    Tracked reshaped(Shape to) {
        List<Factor> left = new ArrayList<>();
        axes.forEach(left::addAll);
        boolean cut = false;
        List<List<Factor>> result = new ArrayList<>();
        for (int dim : to.dims()) {
            List<Factor> own = new ArrayList<>();
            int open = dim;
            while (open > 1) {
                Factor f = left.isEmpty() ? null : left.removeFirst();
                if (f != null && open % f.size() == 0) {
                    own.add(f);
                    open /= f.size();
                } else if (f != null && f.isChannel() && f.size() % open == 0) {
                    own.add(new Factor(Factor.CHANNEL, open));
                    left.addFirst(new Factor(Factor.CHANNEL, f.size() / open));
                    cut = true;
                    open = 1;
                } else {
                    return null;
                }
            }
            result.add(own);
        }
        boolean keepsChannels = !cut && result.size() > 1 && result.get(1).equals(axes.get(1));
        return new Tracked(keepsChannels ? parts : whole().parts, result);
    }

    /// Axes in another order.
    Tracked transposed(List<Integer> order) {
        return new Tracked(
                order.size() > 1 && order.get(1) == 1 ? parts : whole().parts,
                order.stream().map(axes::get).toList());
    }

    /// Each plane seen through maps, one for each of its axes.
    ///
    /// @param size of the new planes
    Tracked through(List<IndexMap> maps, List<Integer> size, List<List<Factor>> newAxes) {
        Map<Plane, Plane> made = new IdentityHashMap<>();
        List<Part> result = parts.stream()
                .map(p -> new Part(
                        p.channels(),
                        made.computeIfAbsent(p.plane(), from -> Plane.of(size, List.of(new Edge(from, maps))))))
                .toList();
        return new Tracked(result, newAxes);
    }

    @Override
    public String toString() {
        return axes + " of "
                + parts.stream().map(p -> Objects.toString(p.channels())).toList() + " channels";
    }
}
