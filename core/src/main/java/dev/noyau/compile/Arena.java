package dev.noyau.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Gives buffers places in one array, so that those whose lifetimes overlap never share memory. Largest first,
/// each at the lowest place that is free during its life.
public final class Arena {
    /// One cache line, so that no two workers write to the same.
    private static final int ALIGN = 16;

    private Arena() {}

    /// A wish for memory.
    ///
    /// @param size floats
    /// @param from first moment of its life
    /// @param to last moment, inclusive
    public record Request(long size, int from, int to) {
        boolean meets(Request o) {
            return from <= o.to && o.from <= to;
        }
    }

    /// @param offsets one a request
    /// @param size floats of the array
    /// @param shared whether a request's memory serves another one, too
    public record Assignment(long[] offsets, long size, boolean[] shared) {}

    /// Assigns places; without `reuse` every request has memory of its own.
    public static Assignment assign(List<Request> requests, boolean reuse) {
        int n = requests.size();
        long[] offsets = new long[n];
        boolean[] shared = new boolean[n];
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                Comparator.comparingLong((Integer i) -> -requests.get(i).size()).thenComparingInt(i -> i));
        List<Integer> placed = new ArrayList<>();
        long end = 0;
        for (int i : order) {
            Request r = requests.get(i);
            List<Integer> busy = placed.stream()
                    .filter(j -> !reuse || requests.get(j).meets(r))
                    .sorted(Comparator.comparingLong(j -> offsets[j]))
                    .toList();
            long at = 0;
            for (int j : busy) {
                if (at + r.size() <= offsets[j]) {
                    break;
                }
                at = Math.max(at, aligned(offsets[j] + requests.get(j).size()));
            }
            offsets[i] = at;
            for (int j : placed) {
                boolean apart = at + r.size() <= offsets[j]
                        || offsets[j] + requests.get(j).size() <= at;
                if (!apart) {
                    shared[i] = true;
                    shared[j] = true;
                }
            }
            placed.add(i);
            end = Math.max(end, aligned(at + r.size()));
        }
        return new Assignment(offsets, end, shared);
    }

    private static long aligned(long at) {
        return (at + ALIGN - 1) / ALIGN * ALIGN;
    }
}
