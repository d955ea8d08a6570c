package dev.noyau.compile;

import dev.noyau.graph.Graph;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Cast;
import dev.noyau.graph.op.Compare;
import dev.noyau.graph.op.Div;
import dev.noyau.graph.op.Exp;
import dev.noyau.graph.op.Logic;
import dev.noyau.graph.op.Max;
import dev.noyau.graph.op.Min;
import dev.noyau.graph.op.Mod;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Not;
import dev.noyau.graph.op.PRelu;
import dev.noyau.graph.op.Pow;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.ReluBackward;
import dev.noyau.graph.op.Sub;
import dev.noyau.graph.op.Unary;
import dev.noyau.graph.op.Where;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds groups of nodes that compute element by element on one shape and hang together, so that one pass over memory
/// computes them all. A group is computed where its last node stands; so nothing before that may use what is in it.
/// Masks that only chains use are numbers, 0 and 1.
final class ChainGroups {
    /// Nodes of a group at the most: registers have to stay in the first cache.
    private static final int LARGEST = 48;

    private final Map<Value, List<Node>> users = new IdentityHashMap<>();
    private final Set<Value> results = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Node, Set<Node>> groups = new HashMap<>();

    private final NormLowering norms;

    ChainGroups(Graph g, Fusion fusion, NormLowering norms) {
        this.norms = norms;
        g.nodes()
                .forEach(n -> n.inputs()
                        .forEach(v ->
                                users.computeIfAbsent(v, k -> new ArrayList<>()).add(n)));
        results.addAll(g.outputs().values());
        results.addAll(g.gradients().values());
        results.addAll(g.stateUpdates().values());
        for (Node n : g.nodes()) {
            if (!fusion.takes(n) && elementwise(n)) {
                join(n);
            }
        }
    }

    /// The group that a node belongs to, in order, itself alone perhaps; null where it cannot be part of one.
    @Nullable
    List<Node> of(Node n) {
        Set<Node> s = groups.get(n);
        return s == null
                ? null
                : s.stream().sorted(Comparator.comparingInt(Node::id)).toList();
    }

    /// Whether a node's value is used outside of its group, or is a result.
    boolean shows(Collection<Node> group, Node n) {
        return results.contains(n.output())
                || users.getOrDefault(n.output(), List.of()).stream().anyMatch(u -> !group.contains(u));
    }

    private static boolean isMask(Value v) {
        return v.type().dtype() == DType.BOOL;
    }

    private static boolean isFloat(Value v) {
        return v.type().dtype() == DType.F32;
    }

    /// Whether a node can be part of a chain: floats, or a mask that others of the chain use.
    private boolean elementwise(Node n) {
        if (n.output().shape().size() == 0) {
            return false;
        }
        if (norms.suits(n)) {
            return results.contains(n.output()) || users.containsKey(n.output());
        }
        if (n.outputs().size() != 1) {
            return false;
        }
        Shape s = n.output().shape();
        return switch (n.op()) {
            case Unary u -> isFloat(n.output());
            case Exp e -> true;
            case Relu r -> true;
            case ReluBackward r -> true;
            case BiasAdd b -> true;
            case PRelu p -> true;
            case Add a -> isFloat(n.output());
            case Sub a -> isFloat(n.output());
            case Mul m -> isFloat(n.output());
            case Div d -> isFloat(n.output());
            case Pow p -> isFloat(n.output());
            case Min m -> isFloat(n.output());
            case Max m -> isFloat(n.output());
            case Mod m -> isFloat(n.output()) && m.fmod();
            case BroadcastTo b -> isFloat(n.output());
            case Where w -> isFloat(n.output()) && inner(n.input(0), s);
            case Cast c -> c.to() == DType.F32 && isMask(n.input(0)) && inner(n.input(0), s);
            case Compare c -> n.inputs().stream().allMatch(ChainGroups::isFloat) && used(n);
            case Logic l -> n.inputs().stream().allMatch(v -> inner(v, s)) && used(n);
            case Not l -> inner(n.input(0), s) && used(n);
            default -> false;
        };
    }

    /// Whether a mask is one that a chain computes itself.
    private boolean inner(Value mask, Shape s) {
        return mask.shape().equals(s) && elementwise(mask.node());
    }

    /// Whether a mask serves nodes of a chain alone.
    private boolean used(Node n) {
        return !results.contains(n.output())
                && users.getOrDefault(n.output(), List.of()).stream().allMatch(u -> switch (u.op()) {
                    case Where w -> u.input(0) == n.output() && isFloat(u.output()) && sameShape(u, n);
                    case Cast c -> c.to() == DType.F32;
                    case Logic l ->
                        sameShape(u, n)
                                && u.inputs().stream()
                                        .allMatch(
                                                v -> v.shape().equals(n.output().shape()));
                    case Not l -> true;
                    default -> false;
                });
    }

    private static boolean sameShape(Node a, Node b) {
        return a.output().shape().equals(b.output().shape());
    }

    private void join(Node n) {
        Set<Node> mine = new LinkedHashSet<>(Set.of(n));
        for (Value v : n.inputs()) {
            Set<Node> other = groups.get(v.node());
            if (other == null || mine.contains(v.node()) || !sameShape(v.node(), n)) {
                continue;
            }
            Set<Node> both = new LinkedHashSet<>(other);
            both.addAll(mine);
            if (both.size() <= LARGEST && convex(both, n.id())) {
                mine = both;
            }
        }
        for (Node m : mine) {
            groups.put(m, mine);
        }
    }

    /// Whether all that uses the group's values comes after its last node, or belongs to the group and needs one value
    /// after the other.
    private boolean convex(Set<Node> group, int last) {
        return group.stream()
                .flatMap(m -> users.getOrDefault(m.output(), List.of()).stream())
                .allMatch(u -> u.id() > last || group.contains(u) && !NormLowering.readsAll(u));
    }
}
