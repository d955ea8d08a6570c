package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.Step;
import dev.noyau.graph.Node;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.GatherElements;
import dev.noyau.graph.op.ScatterElements;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Few values taken from many by their numbers, or put among many zeros, as descriptors of some pixels: on
/// the plain arrays themselves, where the plain loops of [FallbackRunner] would copy everything twice.
final class Indexed implements Runner {
    private final Frame frame;
    private final Step.Fallback step;
    private final Node node;

    private Indexed(Frame frame, Step.Fallback step) {
        this.frame = frame;
        this.step = step;
        node = step.node();
    }

    /// This runner, null where the step is another one.
    static @Nullable Runner of(Frame frame, Step.Fallback step) {
        Node n = step.node();
        boolean floats = n.output().type().dtype() == DType.F32
                && n.input(0).type().dtype() == DType.F32
                && step.in().getFirst() != null;
        boolean able = switch (n.op()) {
            case GatherElements g -> floats && step.in().get(1) != null;
            case ScatterElements s ->
                floats && step.in().get(1) != null && s.reduction() == ScatterElements.Reduction.ADD;
            case BroadcastTo b -> floats && n.input(0).shape().size() == 1;
            default -> false;
        };
        return able ? new Indexed(frame, step) : null;
    }

    @Override
    public void run(int part, int worker) {
        float[] x = array(step.in().getFirst());
        int from = base(step.in().getFirst(), worker);
        float[] y = array(step.out().getFirst());
        int to = base(step.out().getFirst(), worker);
        int size = node.output().shape().intSize();
        switch (node.op()) {
            case GatherElements g -> {
                long[] index = integers(step.in().get(1));
                Places places = new Places(node, g.axis());
                for (int i = 0; i < size; i++) {
                    y[to + i] = x[from + places.next(index[i])];
                }
            }
            case ScatterElements s -> {
                System.arraycopy(x, from, y, to, size);
                long[] index = integers(step.in().get(1));
                float[] updates = array(step.in().get(2));
                int at = base(step.in().get(2), worker);
                Places places = new Places(node, s.axis());
                for (int i = 0; i < node.input(1).shape().intSize(); i++) {
                    y[to + places.next(index[i])] += updates[at + i];
                }
            }
            default -> Arrays.fill(y, to, to + size, x[from]);
        }
    }

    private float[] array(@Nullable Buffer b) {
        return frame.array(Objects.requireNonNull(b));
    }

    private int base(@Nullable Buffer b, int worker) {
        return frame.base(Objects.requireNonNull(b), worker, 0);
    }

    private long[] integers(@Nullable Buffer b) {
        return frame.integers(Objects.requireNonNull(b));
    }

    /// Where the elements of an index point to, one after the other.
    private static final class Places {
        private final int[] dims;
        private final int[] strides;
        private final int[] at;
        private final int axis;
        private final int size;
        private final Node node;

        Places(Node node, int axis) {
            this.node = node;
            Shape x = node.input(0).shape();
            Shape index = node.input(1).shape();
            this.axis = x.axis(axis);
            dims = index.dims();
            at = new int[dims.length];
            strides = new int[dims.length];
            size = x.dim(this.axis);
            for (int a = dims.length - 1, stride = 1; a >= 0; stride *= x.dim(a), a--) {
                strides[a] = stride;
            }
        }

        int next(long number) {
            long p = number < 0 ? number + size : number;
            if (p < 0 || p >= size) {
                String layer = node.path().isEmpty() ? node.op().name() : node.path();
                throw new IllegalArgumentException(layer + ": index " + number + " at position " + Arrays.toString(at)
                        + " is outside an axis of size " + size);
            }
            int place = 0;
            for (int a = 0; a < dims.length; a++) {
                place += (a == axis ? (int) p : at[a]) * strides[a];
            }
            for (int a = dims.length - 1; a >= 0 && ++at[a] == dims[a]; a--) {
                at[a] = 0;
            }
            return place;
        }
    }
}
