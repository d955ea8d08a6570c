package dev.noyau.formats.onnx.importer;

import dev.noyau.model.FormatException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// The nodes that some output needs, each after those that give its inputs. ONNX demands that order of a file,
/// but not every program keeps it; where a file does, it stays as it is.
public final class NodeOrder {
    private final List<Versioned> nodes;
    private final Map<String, Integer> giverOf = new HashMap<>();

    private NodeOrder(List<Versioned> nodes) throws FormatException {
        this.nodes = nodes;
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).node().outputs()) {
                if (!output.isEmpty() && giverOf.put(output, i) != null) {
                    throw new FormatException("the name '" + output + "' is given to two values");
                }
            }
        }
    }

    /// @throws FormatException when a name has two meanings, or a node needs its own result
    public static List<Versioned> of(List<Versioned> nodes, List<String> outputs) throws FormatException {
        NodeOrder order = new NodeOrder(nodes);
        return order.sorted(order.live(outputs));
    }

    private BitSet live(List<String> outputs) {
        BitSet live = new BitSet();
        Deque<String> wanted = new ArrayDeque<>();
        addAll(wanted, outputs);
        while (!wanted.isEmpty()) {
            Integer giver = giverOf.get(wanted.pop());
            if (giver != null && !live.get(giver)) {
                live.set(giver);
                addAll(wanted, nodes.get(giver).node().inputs());
            }
        }
        return live;
    }

    private static void addAll(Deque<String> to, List<String> names) {
        for (String n : names) {
            to.push(n);
        }
    }

    /// Kahn's algorithm; of the nodes that could come next, the first of the file does.
    private List<Versioned> sorted(BitSet live) throws FormatException {
        int[] missing = new int[nodes.size()];
        List<List<Integer>> takersOf = new ArrayList<>();
        for (int i = 0; i < missing.length; i++) {
            takersOf.add(new ArrayList<>(0));
        }
        PriorityQueue<Integer> ready = new PriorityQueue<>();
        for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
            for (String input : nodes.get(i).node().inputs()) {
                Integer giver = giverOf.get(input);
                if (giver != null) {
                    missing[i]++;
                    takersOf.get(giver).add(i);
                }
            }
            if (missing[i] == 0) {
                ready.add(i);
            }
        }
        List<Versioned> sorted = new ArrayList<>();
        while (!ready.isEmpty()) {
            int i = ready.remove();
            sorted.add(nodes.get(i));
            for (int taker : takersOf.get(i)) {
                if (--missing[taker] == 0) {
                    ready.add(taker);
                }
            }
        }
        if (sorted.size() < live.cardinality()) {
            throw new FormatException("the graph has a cycle: some node needs its own result");
        }
        return sorted;
    }
}
