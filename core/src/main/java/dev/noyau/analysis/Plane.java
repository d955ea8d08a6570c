package dev.noyau.analysis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Channels of a value that see the same: one node of the network seen as a map of positions, without numbers. Its
/// axes are the spatial axes of the network's input.
final class Plane {
    /// One way by which positions of another plane come here.
    ///
    /// @param maps one an axis
    record Edge(Plane from, List<IndexMap> maps) {
        Edge {
            maps = List.copyOf(maps);
        }
    }

    private final int depth;
    private final List<Integer> size;
    private final List<Edge> edges;
    private final List<Reach> reach;
    private @Nullable Extent extent;

    private Plane(int depth, List<Integer> size, List<Edge> edges, List<Reach> reach) {
        this.depth = depth;
        this.size = List.copyOf(size);
        this.edges = List.copyOf(edges);
        this.reach = List.copyOf(reach);
    }

    /// The network's input.
    static Plane input(List<Integer> size) {
        return new Plane(0, size, List.of(), size.stream().map(n -> Reach.INPUT).toList());
    }

    /// A plane that is computed from others.
    static Plane of(List<Integer> size, List<Edge> edges) {
        int depth = 1 + edges.stream().mapToInt(e -> e.from().depth).max().orElseThrow();
        List<Reach> reach = new ArrayList<>();
        for (int a = 0; a < size.size(); a++) {
            int axis = a;
            reach.add(Reach.union(edges.stream()
                    .map(e -> e.from().reach.get(axis).through(e.maps().get(axis)))
                    .toList()));
        }
        return new Plane(depth, size, edges, reach);
    }

    /// A plane each position of which sees all of some others.
    static Plane seeingAll(List<Integer> size, List<Plane> others) {
        List<IndexMap> all = size.stream().map(n -> IndexMap.ALL).toList();
        return of(size, others.stream().map(p -> new Edge(p, all)).toList());
    }

    /// Longest way to it; a plane is deeper than those that it is computed from.
    int depth() {
        return depth;
    }

    List<Integer> size() {
        return size;
    }

    int size(int axis) {
        return size.get(axis);
    }

    int axes() {
        return size.size();
    }

    /// Number of positions.
    long positions() {
        return size.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    List<Edge> edges() {
        return edges;
    }

    Reach reach(int axis) {
        return reach.get(axis);
    }

    /// The intervals that its positions see, borders and all; computed when it is asked for first.
    synchronized Extent extent() {
        Extent e = extent;
        if (e == null) {
            e = edges.isEmpty() ? Extent.input(this) : Extent.of(this);
            extent = e;
        }
        return e;
    }
}
