package dev.noyau.compile;

import dev.noyau.graph.Node;
import dev.noyau.graph.op.MatMul;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Batches of matrix products, as attention has them.
final class Products {
    /// The right matrix is laid out anew for each batch, by each worker; larger ones are not.
    private static final long LARGEST = 1 << 20;

    /// Fewer multiply-adds are not worth dividing.
    private static final long SMALL = 1 << 16;

    private final Planner p;

    Products(Planner p) {
        this.p = p;
    }

    /// Adds the step for a product; false for other nodes and where the shapes do not suit it.
    boolean lower(Node n) {
        if (!(n.op() instanceof MatMul op)) {
            return false;
        }
        Shape a = n.input(0).shape();
        Shape b = n.input(1).shape();
        Shape y = n.output().shape();
        int k = a.dim(op.transposeA() ? -2 : -1);
        if (y.size() == 0 || k == 0 || (long) k * y.dim(-1) > LARGEST) {
            return false;
        }
        boolean whole = n.macs() < SMALL;
        int rows = Math.toIntExact(y.size(0, y.rank() - 1));
        p.add(new Product(
                op.transposeA(),
                op.transposeB(),
                y.dim(-2),
                k,
                y.dim(-1),
                batches(a, y),
                batches(b, y),
                p.plain(n.input(0)),
                p.plain(n.input(1)),
                p.newPlain(n.output()),
                whole ? Partition.WHOLE : new Partition(Partition.Kind.BLOCKS, Math.min(Partition.PARTS, rows))));
        return true;
    }

    /// Which matrix of an operand each batch of the result takes.
    private static List<Integer> batches(Shape s, Shape y) {
        int axes = y.rank() - 2;
        int count = (int) y.size(0, axes);
        List<Integer> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int rest = i;
            int at = 0;
            int stride = 1;
            for (int d = 1; d <= axes; d++) {
                int index = rest % y.dim(-2 - d);
                rest /= y.dim(-2 - d);
                if (d <= s.rank() - 2) {
                    at += s.dim(-2 - d) == 1 ? 0 : index * stride;
                    stride *= s.dim(-2 - d);
                }
            }
            all.add(at);
        }
        return List.copyOf(all);
    }
}
