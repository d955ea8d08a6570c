package dev.noyau.formats.onnx.proto;

import dev.noyau.model.FormatException;
import java.util.ArrayList;
import java.util.List;

/// A named constant of a node.
public record AttributeProto(String name, Content content) {
    /// What an attribute holds.
    public sealed interface Content {
        /// As `a list of integers`.
        String kind();
    }

    public record Int(long value) implements Content {
        @Override
        public String kind() {
            return "an integer";
        }
    }

    public record Real(float value) implements Content {
        @Override
        public String kind() {
            return "a float";
        }
    }

    public record Text(String value) implements Content {
        @Override
        public String kind() {
            return "a text";
        }
    }

    public record Ints(List<Long> values) implements Content {
        public long[] toArray() {
            long[] a = new long[values.size()];
            for (int i = 0; i < a.length; i++) {
                a[i] = values.get(i);
            }
            return a;
        }

        @Override
        public String kind() {
            return "a list of integers";
        }
    }

    public record Reals(List<Float> values) implements Content {
        @Override
        public String kind() {
            return "a list of floats";
        }
    }

    public record Values(TensorProto value) implements Content {
        @Override
        public String kind() {
            return "a tensor";
        }
    }

    public record Texts(List<String> values) implements Content {
        @Override
        public String kind() {
            return "a list of texts";
        }
    }

    /// In a function's body: the value of the attribute of that name of the node that calls the function.
    public record Reference(String caller) implements Content {
        @Override
        public String kind() {
            return "a reference to the attribute " + caller;
        }
    }

    /// What is not kept: graphs, sparse tensors, types.
    public record Other(int type) implements Content {
        @Override
        public String kind() {
            return type == GRAPH ? "a graph" : "of kind " + type;
        }
    }

    private static final int FLOAT = 1;
    private static final int INT = 2;
    private static final int STRING = 3;
    private static final int TENSOR = 4;
    private static final int GRAPH = 5;
    private static final int FLOATS = 6;
    private static final int INTS = 7;
    private static final int STRINGS = 8;

    static AttributeProto read(WireReader in) throws FormatException {
        String name = "";
        int type = 0;
        long i = 0;
        float f = 0;
        String s = "";
        TensorProto t = null;
        String reference = "";
        List<String> texts = new ArrayList<>();
        Longs ints = new Longs();
        FixedNumbers floats = new FixedNumbers(4);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> f = in.float32();
                case 3 -> i = in.int64();
                case 4 -> s = in.text();
                case 5 -> t = TensorProto.read(in.message());
                case 7 -> floats.read(in);
                case 8 -> ints.read(in);
                case 9 -> texts.add(in.text());
                case 20 -> type = in.int32();
                case 21 -> reference = in.text();
                default -> in.skip();
            }
        }
        if (!reference.isEmpty()) {
            return new AttributeProto(name, new Reference(reference));
        }
        return new AttributeProto(
                name,
                switch (type) {
                    case INT -> new Int(i);
                    case FLOAT -> new Real(f);
                    case STRING -> new Text(s);
                    case INTS -> new Ints(boxed(ints));
                    case FLOATS -> new Reals(boxed(floats.bytes()));
                    case STRINGS -> new Texts(List.copyOf(texts));
                    case TENSOR -> t == null ? new Other(type) : new Values(t);
                    default -> new Other(type);
                });
    }

    private static List<Long> boxed(Longs ints) {
        List<Long> list = new ArrayList<>(ints.count());
        for (int i = 0; i < ints.count(); i++) {
            list.add(ints.get(i));
        }
        return list;
    }

    private static List<Float> boxed(Bytes floats) {
        List<Float> list = new ArrayList<>(floats.length() / 4);
        for (var b = floats.buffer(); b.remaining() >= 4; ) {
            list.add(b.getFloat());
        }
        return list;
    }

    void write(WireWriter out) {
        out.text(1, name);
        switch (content) {
            case Int(long value) -> {
                out.int64(3, value);
                out.int64(20, INT);
            }
            case Real(float value) -> {
                out.float32(2, value);
                out.int64(20, FLOAT);
            }
            case Text(String value) -> {
                out.textAlways(4, value);
                out.int64(20, STRING);
            }
            case Ints(List<Long> values) -> {
                values.forEach(v -> out.int64(8, v));
                out.int64(20, INTS);
            }
            case Reals(List<Float> values) -> {
                values.forEach(v -> out.float32(7, v));
                out.int64(20, FLOATS);
            }
            case Values(TensorProto value) -> {
                out.message(5, value::write);
                out.int64(20, TENSOR);
            }
            case Texts(List<String> values) -> {
                values.forEach(v -> out.textAlways(9, v));
                out.int64(20, STRINGS);
            }
            case Reference _, Other _ ->
                throw new IllegalStateException(
                        "attribute " + name + " is " + content.kind() + ", which is not written");
        }
    }
}
