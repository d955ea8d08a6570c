package dev.noyau.analysis;

import java.util.BitSet;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/// The positions of the input that one position of a plane is computed from, one by one: a walk back from it. Exact
/// where intervals are not, and it shows the gaps that dilation leaves.
final class Cone {
    private final Map<Plane, BitSet> seen = new IdentityHashMap<>();
    private final PriorityQueue<Plane> waiting =
            new PriorityQueue<>(Comparator.comparingInt(Plane::depth).reversed());

    private Cone() {}

    /// The input's positions, in row-major order.
    ///
    /// @param position one index an axis
    static BitSet of(Plane plane, List<Integer> position) {
        int at = 0;
        for (int a = 0; a < plane.axes(); a++) {
            at = at * plane.size(a) + position.get(a);
        }
        return new Cone().walk(plane, at);
    }

    private BitSet walk(Plane plane, int position) {
        add(plane, new BitSet()).set(position);
        for (Plane p = waiting.remove(); ; p = waiting.remove()) {
            if (p.edges().isEmpty()) {
                return add(p, new BitSet());
            }
            BitSet needed = add(p, new BitSet());
            for (Plane.Edge e : p.edges()) {
                add(e.from(), back(p, needed, e));
            }
        }
    }

    private BitSet add(Plane plane, BitSet positions) {
        BitSet known = seen.get(plane);
        if (known == null) {
            seen.put(plane, positions);
            waiting.add(plane);
            return positions;
        }
        known.or(positions);
        return known;
    }

    private static BitSet back(Plane to, BitSet needed, Plane.Edge edge) {
        Plane from = edge.from();
        BitSet found = new BitSet();
        if (edge.maps().stream().allMatch(IndexMap.ALL::equals)) {
            found.set(0, Math.toIntExact(needed.isEmpty() ? 0 : from.positions()));
            return found;
        }
        int[][][] taps = new int[to.axes()][][];
        for (int a = 0; a < taps.length; a++) {
            taps[a] = taps(edge.maps().get(a), to.size(a), from.size(a));
        }
        int[] index = new int[to.axes()];
        needed.stream().forEach(p -> {
            int rest = p;
            for (int a = index.length - 1; a >= 0; a--) {
                index[a] = rest % to.size(a);
                rest /= to.size(a);
            }
            mark(from, taps, index, 0, 0, found);
        });
        return found;
    }

    /// The taps of each index.
    private static int[][] taps(IndexMap map, int outputs, int inputs) {
        int[] all = IntStream.range(0, inputs).toArray();
        int[][] taps = new int[outputs][];
        for (int i = 0; i < outputs; i++) {
            taps[i] = map instanceof IndexMap.All
                    ? all
                    : map.taps(i, inputs).mapToInt(t -> (int) t).toArray();
        }
        return taps;
    }

    private static void mark(Plane from, int[][][] taps, int[] index, int axis, int at, BitSet found) {
        if (axis == index.length) {
            found.set(at);
            return;
        }
        for (int t : taps[axis][index[axis]]) {
            mark(from, taps, index, axis + 1, at * from.size(axis) + t, found);
        }
    }
}
