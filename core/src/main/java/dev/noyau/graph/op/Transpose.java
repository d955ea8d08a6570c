package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Axes in another order: axis i of the result is axis `perm[i]` of the input. ONNX: Transpose.
///
/// **Shapes**: (d1, ..., dn) → (d_perm1, ..., d_permn).
public record Transpose(List<Integer> perm) implements Op {
    public Transpose {
        perm = List.copyOf(perm);
        if (!perm.stream()
                .sorted()
                .toList()
                .equals(IntStream.range(0, perm.size()).boxed().toList())) {
            throw new ShapeException("Transpose: " + perm + " is no order of the axes 0 to " + (perm.size() - 1));
        }
    }

    public static Transpose of(Integer... perm) {
        return new Transpose(List.of(perm));
    }

    /// The last two axes of so many change places.
    public static Transpose lastTwo(int rank) {
        return new Transpose(IntStream.range(0, rank)
                .mapToObj(a -> a < rank - 2 ? a : 2 * rank - 3 - a)
                .toList());
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Shape x = in.getFirst().shape();
        if (x.rank() != perm.size()) {
            throw new ShapeException("order " + perm + " is for " + perm.size() + " axes, the input is " + x);
        }
        int[] dims = perm.stream().mapToInt(x::dim).toArray();
        return List.of(new Type(in.getFirst().dtype(), Shape.of(dims)));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        List<Integer> back =
                IntStream.range(0, perm.size()).mapToObj(perm::indexOf).toList();
        return Op.inputs(b.add(new Transpose(back), Op.only(dy)));
    }
}
