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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds groups of nodes that compute element by element on one shape and hang together, so that one pass over memory
/// computes them all. A group is computed where its last node stands; so nothing before that may use what is in it.
/// Masks are the numbers 0 and 1 there, so a mask is made in a chain only where chains alone read it.
final class ChainGroups {
    /// Nodes of a group at the most: registers have to stay in the first cache.
    private static final int LARGEST = 48;

    private final Uses uses;
    private final NormLowering norms;
    private final Map<Node, Set<Node>> groups = new HashMap<>();

    ChainGroups(Graph g, Uses uses, Fusion fusion, NormLowering norms) {
        this.uses = uses;
        this.norms = norms;
        Set<Node> able = able(g, fusion);
        for (Node n : g.nodes()) {
            if (able.contains(n)) {
                join(n);
            }
        }
    }

    /// The nodes that can be part of a chain: as many as there can be such that no mask leaves the chains or
    /// comes from elsewhere. A node left out may leave its neighbours without their masks, so this goes on until
    /// nothing changes.
    private Set<Node> able(Graph g, Fusion fusion) {
        Set<Node> able = new HashSet<>();
        for (Node n : g.nodes()) {
            if (elementwise(n) && !fusion.takes(n) && n.output().shape().size() > 0) {
                able.add(n);
            }
        }
        boolean changed = true;
        while (changed) {
            changed = able.removeIf(n -> !masksStay(n, able));
        }
        return able;
    }

    /// Whether the masks that a node reads come from these nodes in its own shape, and its result, if
    /// that is a mask, goes to these nodes alone.
    private boolean masksStay(Node n, Set<Node> able) {
        Value y = n.output();
        boolean comes = n.inputs().stream()
                .filter(ChainGroups::isMask)
                .allMatch(m -> able.contains(m.node()) && m.shape().equals(y.shape()));
        return comes && (!isMask(y) || !uses.isResult(y) && able.containsAll(uses.of(y)));
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
        return uses.isResult(n.output()) || !group.containsAll(uses.of(n.output()));
    }

    private static boolean isMask(Value v) {
        return v.type().dtype() == DType.BOOL;
    }

    private static boolean isFloat(Value v) {
        return v.type().dtype() == DType.F32;
    }

    /// Whether a node computes floats, or a mask, element by element of floats and masks.
    private boolean elementwise(Node n) {
        if (norms.suits(n)) {
            return uses.any(n.output());
        }
        if (n.outputs().size() != 1) {
            return false;
        }
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
            case Where w -> isFloat(n.output());
            case Cast c -> c.to() == DType.F32 && isMask(n.input(0));
            case Compare c -> n.inputs().stream().allMatch(ChainGroups::isFloat);
            case Logic l -> true;
            case Not l -> true;
            default -> false;
        };
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
                .flatMap(m -> uses.of(m.output()).stream())
                .allMatch(u -> u.id() > last || group.contains(u) && !NormLowering.readsAll(u));
    }
}
