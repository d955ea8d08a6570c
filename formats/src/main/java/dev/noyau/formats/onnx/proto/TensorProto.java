package dev.noyau.formats.onnx.proto;

import dev.noyau.formats.io.Claims;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A named tensor of a file. One that was read is a view of the file's bytes until [#tensor()] makes numbers of
/// them.
public final class TensorProto {
    private static final int EXTERNAL = 1;
    private static final long[] NO_DIMS = {};

    private final String name;
    private final long[] dims;
    private final int type;
    private final Bytes fixed;
    private final long[] whole;
    private final @Nullable External external;
    private final @Nullable Tensor given;

    /// Where the values are that a file keeps in another one.
    ///
    /// @param location of that file, as the model writes it: relative to the model's folder
    /// @param length of the values in bytes; negative where it is not said
    public record External(String location, long offset, long length) {}

    private TensorProto(
            String name,
            long[] dims,
            int type,
            Bytes fixed,
            long[] whole,
            @Nullable External external,
            @Nullable Tensor given) {
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
        return new TensorProto(name, NO_DIMS, type, Bytes.NONE, NO_DIMS, null, values);
    }

    public static TensorProto read(WireReader in) throws FormatException {
        String name = "";
        int type = 0;
        boolean external = false;
        SequencedMap<String, String> place = new LinkedHashMap<>();
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
                case 13 -> ModelProto.readMetadata(in.message(), place);
                case 14 -> external = in.int64() == EXTERNAL;
                default -> in.skip();
            }
        }
        // float_data and double_data have the layout of raw_data; at most one of the fields is filled.
        Bytes fixed = raw.length() > 0 ? raw : floats.bytes().length() > 0 ? floats.bytes() : doubles.bytes();
        External elsewhere = external ? external(name, place) : null;
        return new TensorProto(name, dims.toArray(), type, fixed, whole.toArray(), elsewhere, null);
    }

    private static External external(String name, SequencedMap<String, String> place) throws FormatException {
        try {
            return new External(
                    place.getOrDefault("location", ""),
                    Long.parseLong(place.getOrDefault("offset", "0")),
                    Long.parseLong(place.getOrDefault("length", "-1")));
        } catch (NumberFormatException e) {
            throw new FormatException(
                    "tensor '" + name + "' keeps its values in another file at an impossible place: " + place, e);
        }
    }

    public String name() {
        return name;
    }

    /// The element type, or null for one that is not supported.
    public @Nullable ElementType type() {
        return ElementType.of(type);
    }

    /// Where the values are, when they are in another file.
    public @Nullable External external() {
        return external;
    }

    /// Bytes that the values need, from the sizes that the file claims; negative where that is beyond any array.
    public long claimedBytes() throws FormatException {
        long n = requireType().bytes();
        for (long d : dims) {
            n = n > Integer.MAX_VALUE || d < 0 || d > Integer.MAX_VALUE ? -1 : n * d;
            if (n < 0) {
                return n;
            }
        }
        return n > Integer.MAX_VALUE ? -1 : n;
    }

    /// The same tensor with the bytes of the other file.
    public TensorProto with(byte[] bytes) {
        return new TensorProto(name, dims, type, new Bytes(bytes, 0, bytes.length), NO_DIMS, null, null);
    }

    /// The same tensor without reference to the file's bytes.
    TensorProto detached() throws FormatException {
        return new TensorProto(name, dims, type, Bytes.NONE, NO_DIMS, null, tensor());
    }

    /// The sizes, checked to be such that the file's bytes are what they need.
    ///
    /// @throws FormatException naming the tensor, without the file's name
    public Shape shape() throws FormatException {
        if (given != null) {
            return given.shape();
        }
        ElementType t = requireType();
        if (external != null) {
            throw error("keeps its values in another file, which was not read");
        }
        if (dims.length > Claims.MAX_RANK) {
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
        return becomes == DType.BOOL ? Tensor.ofBooleans(shape, truths(v)) : Tensor.ofLongs(shape, v);
    }

    /// Any number but zero is true.
    private static long[] truths(long[] v) {
        return Arrays.stream(v).map(b -> b == 0 ? 0 : 1).toArray();
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
            throw error("has the element type " + ElementType.name(type) + ", which is not supported");
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
        out.int64(2, ElementType.of(t.dtype()).code());
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
