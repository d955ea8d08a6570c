package dev.noyau.formats.onnx.proto;

import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A named tensor of a file. One that was read is a view of the file's bytes until [#tensor()] makes numbers of
/// them.
public final class TensorProto {
    private static final int MAX_RANK = 64;
    private static final int EXTERNAL = 1;
    private static final long[] NO_DIMS = {};

    private final String name;
    private final long[] dims;
    private final int type;
    private final Bytes fixed;
    private final long[] whole;
    private final boolean external;
    private final @Nullable Tensor given;

    private TensorProto(
            String name, long[] dims, int type, Bytes fixed, long[] whole, boolean external, @Nullable Tensor given) {
        this.name = name;
        this.dims = dims;
        this.type = type;
        this.fixed = fixed;
        this.whole = whole;
        this.external = external;
        this.given = given;
    }

    /// A tensor to be written; its values must not change before that.
    public static TensorProto of(String name, Tensor values) {
        int type = ElementType.of(values.dtype()).code();
        return new TensorProto(name, NO_DIMS, type, Bytes.NONE, NO_DIMS, false, values);
    }

    static TensorProto read(WireReader in) throws FormatException {
        String name = "";
        int type = 0;
        boolean external = false;
        Longs dims = new Longs();
        Bytes raw = Bytes.NONE;
        FixedNumbers floats = new FixedNumbers(4);
        FixedNumbers doubles = new FixedNumbers(8);
        Longs whole = new Longs();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> dims.read(in);
                case 2 -> type = in.int32();
                case 4 -> floats.read(in);
                case 5, 7, 11 -> whole.read(in);
                case 8 -> name = in.text();
                case 9 -> raw = in.bytes();
                case 10 -> doubles.read(in);
                case 14 -> external = in.int64() == EXTERNAL;
                default -> in.skip();
            }
        }
        // float_data and double_data have the layout of raw_data; at most one of the fields is filled.
        Bytes fixed = raw.length() > 0 ? raw : floats.bytes().length() > 0 ? floats.bytes() : doubles.bytes();
        return new TensorProto(name, dims.toArray(), type, fixed, whole.toArray(), external, null);
    }

    public String name() {
        return name;
    }

    /// The element type, or null for one that is not supported.
    public @Nullable ElementType type() {
        return ElementType.of(type);
    }

    /// The sizes, checked to be such that the file's bytes are what they need.
    ///
    /// @throws FormatException naming the tensor, without the file's name
    public Shape shape() throws FormatException {
        if (given != null) {
            return given.shape();
        }
        ElementType t = requireType();
        if (external) {
            throw error("keeps its values in another file, which is not supported; save the model in one file");
        }
        if (dims.length > MAX_RANK) {
            throw error("has " + dims.length + " axes");
        }
        boolean asBytes = whole.length == 0;
        long stored = asBytes ? fixed.length() : whole.length;
        long needed = asBytes ? t.bytes() : 1;
        int[] sizes = new int[dims.length];
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] < 0 || dims[i] > Integer.MAX_VALUE) {
                throw error("has the impossible shape " + Arrays.toString(dims));
            }
            // Both factors are below 2^31 as long as the product so far is not beyond what is stored.
            needed = needed > Integer.MAX_VALUE ? needed : needed * dims[i];
            sizes[i] = (int) dims[i];
        }
        if (needed != stored) {
            throw error("of shape " + Arrays.toString(dims) + " needs "
                    + (asBytes ? needed + " bytes" : needed + " values") + ", the file holds " + stored);
        }
        return Shape.of(sizes);
    }

    /// The values.
    ///
    /// @throws FormatException naming the tensor, without the file's name
    public Tensor tensor() throws FormatException {
        if (given != null) {
            return given;
        }
        Shape shape = shape();
        DType becomes = requireType().becomes();
        if (becomes == DType.F32) {
            float[] v = new float[shape.intSize()];
            copyFloats(v, 0);
            return Tensor.wrap(shape, v);
        }
        long[] v = longs(shape.intSize());
        return becomes == DType.BOOL ? Tensor.ofBooleans(shape, v) : Tensor.ofLongs(shape, v);
    }

    /// Writes the values of a float tensor, as many as [#shape()] has, into an array.
    public void copyFloats(float[] to, int at) throws FormatException {
        int n = shape().intSize();
        if (given != null) {
            System.arraycopy(given.data(), 0, to, at, n);
            return;
        }
        ElementType t = requireType();
        ByteBuffer b = fixed.buffer();
        if (t == ElementType.FLOAT) {
            b.asFloatBuffer().get(to, at, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            to[at + i] = whole.length == 0 ? t.nextFloat(b) : t.ofBits(whole[i]);
        }
    }

    private long[] longs(int n) throws FormatException {
        ElementType t = requireType();
        if (whole.length > 0) {
            return whole;
        }
        ByteBuffer b = fixed.buffer();
        long[] v = new long[n];
        for (int i = 0; i < n; i++) {
            v[i] = t.nextLong(b);
        }
        return v;
    }

    private ElementType requireType() throws FormatException {
        ElementType t = type();
        if (t == null) {
            throw error("has the element type " + type + ", which is not supported");
        }
        return t;
    }

    private FormatException error(String what) {
        return new FormatException("tensor '" + name + "' " + what);
    }

    void write(WireWriter out) {
        Tensor t = given;
        if (t == null) {
            throw new IllegalStateException("tensor '" + name + "' was read, make another of its values to write it");
        }
        for (int d : t.shape().dims()) {
            out.int64(1, d);
        }
        out.int64(2, type);
        out.text(8, name);
        switch (t.dtype()) {
            case F32 -> out.floats(9, t.data());
            case I64 -> out.bytes(9, littleEndian(t.longData(), 8));
            case BOOL -> out.bytes(9, littleEndian(t.longData(), 1));
        }
    }

    private static byte[] littleEndian(long[] values, int size) {
        byte[] b = new byte[Math.multiplyExact(values.length, size)];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) (values[i / size] >>> 8 * (i % size));
        }
        return b;
    }
}
