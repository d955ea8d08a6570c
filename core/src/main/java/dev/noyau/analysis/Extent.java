package dev.noyau.analysis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/// What each position of a plane sees of the input, the borders considered: for each axis one interval an index.
///
/// A position (i, j) sees the rectangle of the intervals of i and of j, unless ways of unlike holes met: where one
/// way ends in the padding for some rows only, what is seen along one axis depends on the place along the others.
/// [#exact()] tells.
final class Extent {
    private final List<Interval[]> axes;
    private final boolean exact;

    private Extent(List<Interval[]> axes, boolean exact) {
        this.axes = axes;
        this.exact = exact;
    }

    static Extent input(Plane plane) {
        List<Interval[]> axes = new ArrayList<>();
        for (int n : plane.size()) {
            Interval[] own = new Interval[n];
            for (int i = 0; i < n; i++) {
                own[i] = new Interval(i, i);
            }
            axes.add(own);
        }
        return new Extent(axes, true);
    }

    static Extent of(Plane plane) {
        boolean exact = plane.edges().stream().allMatch(e -> e.from().extent().exact);
        List<Interval[]> axes = new ArrayList<>();
        for (int a = 0; a < plane.axes(); a++) {
            Interval[] seen = new Interval[plane.size(a)];
            BitSet holes = new BitSet();
            for (int k = 0; k < plane.edges().size(); k++) {
                BitSet here = through(plane.edges().get(k), a, seen);
                exact &= k == 0 || here.equals(holes);
                holes = here;
            }
            axes.add(seen);
        }
        return new Extent(axes, exact);
    }

    /// Adds what one edge shows, and gives the indices that see nothing through it.
    private static BitSet through(Plane.Edge edge, int axis, @Nullable Interval[] seen) {
        Interval[] from = edge.from().extent().axes.get(axis);
        IndexMap map = edge.maps().get(axis);
        BitSet holes = new BitSet();
        Interval whole = map instanceof IndexMap.All ? hull(from) : Interval.NONE;
        for (int i = 0; i < seen.length; i++) {
            Interval here = map instanceof IndexMap.All ? whole : hull(from, map, i);
            holes.set(i, here.isEmpty());
            Interval before = seen[i];
            seen[i] = before == null ? here : hull(before, here);
        }
        return holes;
    }

    private static Interval hull(Interval[] all) {
        Interval h = Interval.NONE;
        for (Interval i : all) {
            h = hull(h, i);
        }
        return h;
    }

    private static Interval hull(Interval[] from, IndexMap map, int i) {
        Interval h = Interval.NONE;
        for (PrimitiveIterator.OfLong t = map.taps(i, from.length).iterator(); t.hasNext(); ) {
            h = hull(h, from[(int) t.nextLong()]);
        }
        return h;
    }

    private static Interval hull(Interval a, Interval b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b : a;
        }
        return new Interval(Math.min(a.first(), b.first()), Math.max(a.last(), b.last()));
    }

    /// Whether each position sees the rectangle of its intervals.
    boolean exact() {
        return exact;
    }

    /// What an index of an axis sees, from wherever along the other axes.
    Interval of(int axis, int index) {
        return axes.get(axis)[index];
    }
}
