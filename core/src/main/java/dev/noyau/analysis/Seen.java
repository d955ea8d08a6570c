package dev.noyau.analysis;

import dev.noyau.analysis.Plane.Edge;
import dev.noyau.analysis.Tracked.Factor;
import dev.noyau.analysis.Tracked.Part;
import dev.noyau.graph.Node;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The kinds of seeing that ops have in common. Where a value's axes are mixed in a way that no kind foresees, the
/// result is said to see everything, which is never too little.
///
/// @param in what is known of the node's inputs, null for those that do not depend on the network's input
record Seen(Node node, List<@Nullable Tracked> in) {
    Shape shape() {
        return node.output().shape();
    }

    List<Tracked> known() {
        return in.stream().filter(Objects::nonNull).map(Objects::requireNonNull).toList();
    }

    /// Every number sees all that the inputs see.
    @Nullable
    Tracked all() {
        List<Tracked> known = known();
        return known.isEmpty() ? null : Tracked.seeingAll(shape(), known);
    }

    /// Each number sees what the number at its place in the first input sees; all the rest of the inputs as a whole.
    @Nullable
    Tracked alike() {
        Tracked x = in.getFirst();
        return x == null ? all() : with(x);
    }

    /// A result, and for all inputs but the first that depend on the network's input (weights that are computed),
    /// all that they see.
    Tracked with(Tracked result) {
        List<Plane> others = in.stream()
                .skip(1)
                .filter(Objects::nonNull)
                .flatMap(t -> Objects.requireNonNull(t).planes().stream())
                .toList();
        if (others.isEmpty()) {
            return result;
        }
        List<Part> parts = new ArrayList<>();
        for (Part p : result.parts()) {
            List<Integer> size = p.plane().size();
            parts.add(new Part(
                    p.channels(),
                    Plane.of(size, List.of(Tracked.same(p.plane()), Tracked.same(Plane.seeingAll(size, others))))));
        }
        return new Tracked(parts, result.axes());
    }

    /// Number by number, with broadcasting.
    @Nullable
    Tracked elementwise() {
        List<Tracked> known = known();
        if (known.isEmpty()) {
            return null;
        }
        int rank = shape().rank();
        known = known.stream().map(t -> t.axes().size() == rank ? t : t.whole()).toList();
        List<List<Factor>> axes = new ArrayList<>(Collections.nCopies(rank, List.of()));
        for (Tracked t : known) {
            int lead = rank - t.axes().size();
            for (int a = lead; a < rank; a++) {
                List<Factor> own = t.axes().get(a - lead);
                if (!own.isEmpty() && !axes.get(a).isEmpty() && !axes.get(a).equals(own)) {
                    return all();
                }
                axes.set(a, own.isEmpty() ? axes.get(a) : own);
            }
        }
        return known.size() == 1 && known.getFirst().axes().equals(axes)
                ? known.getFirst()
                : repeated(new Tracked(met(known), axes));
    }

    /// With the axes of size 1 that are longer in the result.
    private Tracked repeated(Tracked x) {
        Tracked y = x;
        for (int a = 0; a < shape().rank(); a++) {
            if (y.axes().get(a).isEmpty() && shape().dim(a) > 1) {
                int p = a < 2 ? -1 : y.planeAxis(a);
                List<List<Factor>> axes = new ArrayList<>(y.axes());
                axes.set(a, Tracked.axis(p, shape().dim(a)));
                y = p < 0
                        ? new Tracked(y.parts(), axes)
                        : moved(y, Map.of(p, IndexMap.ALL), Map.of(p, shape().dim(a)), axes);
            }
        }
        return y;
    }

    /// The parts of several values that meet number by number; a value of one part has it for all channels.
    static List<Part> met(List<Tracked> values) {
        int channels = values.stream().mapToInt(Tracked::channels).max().orElseThrow();
        Set<Integer> cuts = new TreeSet<>(List.of(0, channels));
        for (Tracked t : values) {
            int at = 0;
            for (Part p : t.parts()) {
                at += p.channels();
                cuts.add(t.parts().size() == 1 ? channels : at);
            }
        }
        List<Integer> ends = List.copyOf(cuts);
        List<Part> parts = new ArrayList<>();
        Map<Set<Plane>, Plane> made = new HashMap<>();
        for (int i = 1; i < ends.size(); i++) {
            Set<Plane> planes = new LinkedHashSet<>();
            for (Tracked t : values) {
                t.channels(ends.get(i - 1), ends.get(i)).forEach(p -> planes.add(p.plane()));
            }
            parts.add(new Part(ends.get(i) - ends.get(i - 1), made.computeIfAbsent(planes, Seen::union)));
        }
        return Tracked.merged(parts);
    }

    /// What any of some planes sees; those of size 1 along an axis are broadcast.
    static Plane union(Set<Plane> planes) {
        if (planes.size() == 1) {
            return planes.iterator().next();
        }
        Plane first = planes.iterator().next();
        List<Integer> size = new ArrayList<>(first.size());
        for (Plane p : planes) {
            for (int a = 0; a < size.size(); a++) {
                size.set(a, Math.max(size.get(a), p.size(a)));
            }
        }
        List<Edge> edges = new ArrayList<>();
        for (Plane p : planes) {
            List<IndexMap> maps = new ArrayList<>();
            for (int a = 0; a < size.size(); a++) {
                maps.add(p.size(a) == size.get(a) ? IndexMap.SAME : IndexMap.ALL);
            }
            edges.add(new Edge(p, maps));
        }
        return Plane.of(size, edges);
    }

    /// A convolution: windows over the spatial axes, all channels of a group together.
    ///
    /// @param maps one for each axis from the third on
    @Nullable
    Tracked convolved(List<IndexMap> maps, int groups) {
        Tracked x = in.getFirst();
        if (x == null) {
            return all();
        }
        int inputs = node.input(0).shape().dim(1) / groups;
        int outputs = shape().dim(1) / groups;
        List<Part> grouped = new ArrayList<>();
        Map<Set<Plane>, Plane> made = new HashMap<>();
        for (int g = 0; g < (x.parts().size() == 1 ? 1 : groups); g++) {
            Set<Plane> planes = new LinkedHashSet<>();
            x.channels(g * inputs, (g + 1) * inputs).forEach(p -> planes.add(p.plane()));
            grouped.add(new Part(inputs, made.computeIfAbsent(planes, Seen::union)));
        }
        Tracked moved = windows(new Tracked(Tracked.merged(grouped), x.axes()), maps);
        if (moved == null) {
            return all();
        }
        List<Part> parts = new ArrayList<>();
        for (Part p : moved.parts()) {
            parts.add(new Part(p.channels() / inputs * outputs, p.plane()));
        }
        List<List<Factor>> axes = new ArrayList<>(moved.axes());
        axes.set(1, Tracked.axis(Factor.CHANNEL, shape().dim(1)));
        List<Part> all = parts.size() == 1
                ? List.of(new Part(shape().dim(1), parts.getFirst().plane()))
                : parts;
        return with(new Tracked(all, axes));
    }

    /// Pooling: windows over the spatial axes, each channel alone.
    @Nullable
    Tracked pooled(List<IndexMap> maps) {
        Tracked x = in.getFirst();
        Tracked y = x == null ? null : windows(x, maps);
        return x == null || y == null ? all() : with(y);
    }

    /// Null where an axis is none of the planes'.
    private @Nullable Tracked windows(Tracked x, List<IndexMap> maps) {
        if (!x.isChannels(0) || !x.isChannels(1)) {
            return null;
        }
        Tracked y = x;
        Map<Integer, IndexMap> byAxis = new HashMap<>();
        Map<Integer, Integer> sizes = new HashMap<>();
        for (int a = 2; a < 2 + maps.size(); a++) {
            int p = y.planeAxis(a);
            if (p < 0) {
                return null;
            }
            byAxis.put(p, maps.get(a - 2));
            sizes.put(p, shape().dim(a));
            List<List<Factor>> axes = new ArrayList<>(y.axes());
            axes.set(a, List.of(new Factor(p, shape().dim(a))));
            y = new Tracked(y.parts(), axes);
        }
        return moved(y, byAxis, sizes, y.axes());
    }

    /// Some axes of the planes seen through maps.
    static Tracked moved(
            Tracked x, Map<Integer, IndexMap> byAxis, Map<Integer, Integer> sizes, List<List<Factor>> axes) {
        List<Integer> size = new ArrayList<>(x.parts().getFirst().plane().size());
        List<IndexMap> maps = new ArrayList<>(Collections.nCopies(size.size(), IndexMap.SAME));
        byAxis.forEach(maps::set);
        sizes.forEach(size::set);
        List<List<Factor>> stripped = new ArrayList<>();
        axes.forEach(fs -> stripped.add(fs.stream().filter(f -> f.size() > 1).toList()));
        return x.through(maps, size, stripped);
    }

    /// Some axes become one number.
    @Nullable
    Tracked reduced(List<Integer> axes, boolean keepDims) {
        Tracked x = in.getFirst();
        if (x == null) {
            return all();
        }
        Tracked y = coupled(x, axes, true);
        List<List<Factor>> left = new ArrayList<>();
        List<Integer> gone = axes.stream().map(node.input(0).shape()::axis).toList();
        for (int a = 0; a < y.axes().size(); a++) {
            if (keepDims || !gone.contains(a)) {
                left.add(gone.contains(a) ? List.of() : y.axes().get(a));
            }
        }
        return with(new Tracked(y.parts(), left));
    }

    /// Every number sees all along some axes: softmax, normalisation of a layer.
    @Nullable
    Tracked along(List<Integer> axes) {
        Tracked x = in.getFirst();
        return x == null ? all() : with(coupled(x, axes, false));
    }

    /// @param toOne whether one number is left of each axis, else as many as the result has
    private Tracked coupled(Tracked x, List<Integer> axes, boolean toOne) {
        Map<Integer, IndexMap> maps = new HashMap<>();
        Map<Integer, Integer> sizes = new HashMap<>();
        Tracked y = x;
        for (int axis : axes) {
            int a = node.input(0).shape().axis(axis);
            for (Factor f : x.axes().get(a)) {
                if (f.isChannel()) {
                    y = y.whole();
                } else {
                    maps.put(f.axis(), IndexMap.ALL);
                    sizes.put(f.axis(), toOne ? 1 : size(x, a, f));
                }
            }
            if (a >= 2 && x.axes().get(a).isEmpty() && x.planeAxis(a) >= 0) {
                maps.put(x.planeAxis(a), IndexMap.ALL);
            }
        }
        List<List<Factor>> left = new ArrayList<>();
        y.axes()
                .forEach(fs -> left.add(fs.stream()
                        .map(f ->
                                sizes.containsKey(f.axis()) ? new Factor(f.axis(), sizes.getOrDefault(f.axis(), 1)) : f)
                        .toList()));
        return maps.isEmpty() ? y : moved(y, maps, sizes, left);
    }

    /// How long a factor is in a result that has as many axes as the input.
    private int size(Tracked x, int axis, Factor f) {
        return x.axes().get(axis).size() == 1 && shape().rank() == x.axes().size() ? shape().dim(axis) : f.size();
    }

    /// A matrix product of data with a matrix: the axis that is summed over becomes channels.
    @Nullable
    Tracked product(boolean transposed) {
        Tracked a = in.getFirst();
        int rank = node.input(0).shape().rank();
        if (a == null || rank != shape().rank()) {
            return all();
        }
        int summed = transposed ? rank - 2 : rank - 1;
        int kept = transposed ? rank - 1 : rank - 2;
        Tracked y = coupled(a, List.of(summed), true).whole();
        List<List<Factor>> axes = new ArrayList<>(y.axes());
        axes.set(rank - 2, y.axes().get(kept));
        axes.set(rank - 1, Tracked.axis(Factor.CHANNEL, shape().dim(-1)));
        return with(new Tracked(y.parts(), axes));
    }
}
