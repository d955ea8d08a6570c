package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values around a value; negative numbers of them cut off. ONNX: Pad.
///
/// **Shapes**: any → each size with what is put before and after.
///
/// @param pads how many before, for each axis, then how many after, for each axis
/// @param mode what is put there
/// @param value the number for [Mode#CONSTANT]
public record Pad(List<Integer> pads, Mode mode, float value) implements Op {
    /// What lies beyond the border.
    public enum Mode {
        /// One number.
        CONSTANT,
        /// The inside, mirrored; the border itself is not repeated.
        REFLECT,
        /// The border.
        EDGE,
        /// The inside from the other side.
        WRAP
    }

    public Pad {
        pads = List.copyOf(pads);
    }

    public static Pad zeros(List<Integer> pads) {
        return new Pad(pads, Mode.CONSTANT, 0);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Shape x = in.getFirst().shape();
        int rank = x.rank();
        if (pads.size() != 2 * rank) {
            throw new ShapeException("expects " + 2 * rank + " pads for " + x + ", found " + pads);
        }
        int[] dims = x.dims();
        for (int a = 0; a < rank; a++) {
            dims[a] = Math.addExact(dims[a], Math.addExact(pads.get(a), pads.get(a + rank)));
            if (dims[a] < 0 || dims[a] > 0 && x.dim(a) == 0 && mode != Mode.CONSTANT) {
                throw new ShapeException("pads " + pads + " leave nothing of " + x + " along axis " + a);
            }
        }
        return List.of(new Type(in.getFirst().dtype(), Shape.of(dims)));
    }

    /// Where along an axis of size `size` the value at place `i` of the result comes from; -1 for the constant.
    public int source(int axis, int i, int size) {
        int at = i - pads.get(axis);
        if (at >= 0 && at < size) {
            return at;
        }
        return switch (mode) {
            case CONSTANT -> -1;
            case EDGE -> Math.clamp(at, 0, size - 1);
            case WRAP -> Math.floorMod(at, size);
            case REFLECT -> {
                int period = Math.max(1, 2 * (size - 1));
                int m = Math.floorMod(at, period);
                yield Math.min(m, period - m) % size;
            }
        };
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        if (mode == Mode.CONSTANT) {
            return Op.inputs(b.add(zeros(pads.stream().map(p -> -p).toList()), Op.only(dy)));
        }
        return Op.inputs(b.add(new PadBackward(this, node.input(0).shape()), Op.only(dy)));
    }
}
