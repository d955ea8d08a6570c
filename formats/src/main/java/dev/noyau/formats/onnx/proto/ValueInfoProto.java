package dev.noyau.formats.onnx.proto;

import dev.noyau.model.FormatException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The declared type of an input or output.
///
/// @param elementType TensorProto.DataType's number; 0 where it is not said or no tensor
/// @param dims null where the number of axes is not known
public record ValueInfoProto(
        String name, int elementType, @Nullable List<Dim> dims) {

    /// The size of an axis: a number, or a symbol as `N`, or (both absent) unknown.
    ///
    /// @param size negative where it is not fixed
    /// @param symbol empty where it has none
    public record Dim(long size, String symbol) {
        public static Dim of(long size) {
            return new Dim(size, "");
        }

        public static Dim symbol(String name) {
            return new Dim(-1, name);
        }

        static Dim read(WireReader in) throws FormatException {
            Dim d = new Dim(-1, "");
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> d = of(in.int64());
                    case 2 -> d = symbol(in.text());
                    default -> in.skip();
                }
            }
            return d;
        }

        void write(WireWriter out) {
            if (size >= 0) {
                out.int64(1, size);
            } else {
                out.text(2, symbol);
            }
        }
    }

    static ValueInfoProto read(WireReader in) throws FormatException {
        String name = "";
        ValueInfoProto typed = new ValueInfoProto("", 0, null);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> typed = readType(in.message());
                default -> in.skip();
            }
        }
        return new ValueInfoProto(name, typed.elementType, typed.dims);
    }

    /// TypeProto; other types than tensors are left out.
    private static ValueInfoProto readType(WireReader in) throws FormatException {
        ValueInfoProto v = new ValueInfoProto("", 0, null);
        while (in.next()) {
            if (in.field() == 1) {
                v = readTensorType(in.message());
            } else {
                in.skip();
            }
        }
        return v;
    }

    private static ValueInfoProto readTensorType(WireReader in) throws FormatException {
        int elementType = 0;
        List<Dim> dims = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> elementType = in.int32();
                case 2 -> dims = readShape(in.message());
                default -> in.skip();
            }
        }
        return new ValueInfoProto("", elementType, dims);
    }

    private static List<Dim> readShape(WireReader in) throws FormatException {
        List<Dim> dims = new ArrayList<>();
        while (in.next()) {
            if (in.field() == 1) {
                dims.add(Dim.read(in.message()));
            } else {
                in.skip();
            }
        }
        return dims;
    }

    void write(WireWriter out) {
        out.text(1, name);
        out.message(
                2,
                type -> type.message(1, tensor -> {
                    tensor.int64(1, elementType);
                    if (dims != null) {
                        tensor.message(2, shape -> dims.forEach(d -> shape.message(1, d::write)));
                    }
                }));
    }
}
