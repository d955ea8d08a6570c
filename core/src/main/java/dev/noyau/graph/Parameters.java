package dev.noyau.graph;

import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// The numbers of a network: an ordered map from path to a slice of one flat `float[]` slab.
///
/// Gradients and moments are slabs of the same layout, so an optimizer is one loop and a checkpoint one write. Values
/// stand in row-major order of their logical shape, one after the other.
public final class Parameters {
    /// Where one parameter stands in the slab.
    public record Slot(String path, Shape shape, int offset) {
        public int size() {
            return shape.intSize();
        }
    }

    /// Numbers that fit one slab: an array's largest length, with room for its header.
    private static final long LARGEST = Integer.MAX_VALUE - 16;

    private final SequencedMap<String, Slot> slots;
    private final float[] slab;

    private Parameters(SequencedMap<String, Slot> slots, float[] slab) {
        this.slots = slots;
        this.slab = slab;
    }

    /// Zeros for the given shapes, in their order.
    ///
    /// @throws IllegalArgumentException beyond 2^31 - 1 numbers, with the bytes that they would need
    public static Parameters zeros(SequencedMap<String, Shape> shapes) {
        SequencedMap<String, Slot> slots = new LinkedHashMap<>();
        long at = 0;
        for (Map.Entry<String, Shape> e : shapes.entrySet()) {
            long size = e.getValue().size();
            if (size > LARGEST) {
                throw new IllegalArgumentException(tooLarge(e.getKey(), e.getValue()));
            }
            if (at + size > LARGEST) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "the parameters up to %s are %,d numbers, %s in float32; at most %,d can be trained",
                        e.getKey(),
                        at + size,
                        bytes(at + size),
                        LARGEST));
            }
            slots.put(e.getKey(), new Slot(e.getKey(), e.getValue(), (int) at));
            at += size;
        }
        try {
            return new Parameters(slots, new float[(int) at]);
        } catch (OutOfMemoryError e) {
            throw new MemoryException("the parameters need " + (4 * at >> 20) + " MiB, the heap has at most "
                    + (Runtime.getRuntime().maxMemory() >> 20) + " MiB. Use a smaller network or a larger heap (-Xmx)");
        }
    }

    private static String tooLarge(String path, Shape shape) {
        return String.format(
                Locale.ROOT,
                "%s: a weight of shape %s has %,d numbers, %s in float32; that cannot be trained. "
                        + "A convolution keeps the size of its input with far fewer: "
                        + "a 3×3 layer from C to K channels has 9·C·K weights",
                path,
                shape,
                shape.size(),
                bytes(shape.size()));
    }

    /// Bytes of so many floats, in the largest decimal unit that leaves at least 1.
    private static String bytes(long floats) {
        double b = 4.0 * floats;
        return b >= 1e12
                ? String.format(Locale.ROOT, "%.1f TB", b / 1e12)
                : String.format(Locale.ROOT, "%.1f GB", b / 1e9);
    }

    /// Zeros in the same layout: for gradients and moments.
    public Parameters zerosLike() {
        return new Parameters(slots, new float[slab.length]);
    }

    /// The same numbers in a slab of their own.
    public Parameters copy() {
        return new Parameters(slots, slab.clone());
    }

    /// The slab itself, not a copy.
    public float[] slab() {
        return slab;
    }

    public SequencedMap<String, Slot> slots() {
        return java.util.Collections.unmodifiableSequencedMap(slots);
    }

    /// Number of values.
    public int size() {
        return slab.length;
    }

    /// @throws IllegalArgumentException when there is no such path
    public Slot slot(String path) {
        Slot s = slots.get(path);
        if (s == null) {
            throw new IllegalArgumentException("no parameter '" + path + "'; there are " + slots.keySet());
        }
        return s;
    }

    /// A copy of one parameter.
    public Tensor get(String path) {
        Slot s = slot(path);
        return Tensor.wrap(s.shape(), java.util.Arrays.copyOfRange(slab, s.offset(), s.offset() + s.size()));
    }

    /// Overwrites one parameter.
    ///
    /// @throws IllegalArgumentException when the path is unknown or the shape another
    public void set(String path, Tensor value) {
        Slot s = slot(path);
        if (!s.shape().equals(value.shape())) {
            throw new IllegalArgumentException(
                    "parameter '" + path + "' has shape " + s.shape() + ", the value has " + value.shape());
        }
        System.arraycopy(value.data(), 0, slab, s.offset(), s.size());
    }
}
