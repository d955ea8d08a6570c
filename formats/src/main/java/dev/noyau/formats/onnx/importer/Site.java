package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.formats.onnx.proto.AttributeProto.Int;
import dev.noyau.formats.onnx.proto.AttributeProto.Ints;
import dev.noyau.formats.onnx.proto.AttributeProto.Real;
import dev.noyau.formats.onnx.proto.AttributeProto.Text;
import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.formats.onnx.proto.NodeProto;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Cast;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Reshape;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One node that is being imported, as the operators see it: inputs, attributes with their defaults, and where
/// to emit.
final class Site {
    private final Trace trace;
    private final NodeProto node;
    private final long opset;
    private final Set<String> asked = new HashSet<>();

    Site(Trace trace, Versioned node) {
        this.trace = trace;
        this.node = node.node();
        this.opset = node.opset();
    }

    NodeProto node() {
        return node;
    }

    /// Version of ONNX's operators that the file uses.
    long opset() {
        return opset;
    }

    Mode mode() {
        return trace.mode();
    }

    GraphBuilder builder() {
        return trace.builder();
    }

    Trace trace() {
        return trace;
    }

    /// Emits an op.
    Value emit(Op op, Value... inputs) {
        return trace.builder().add(op, inputs);
    }

    /// Emits an op of several results.
    List<Value> emitAll(Op op, Value... inputs) {
        return trace.builder().addAll(op, inputs);
    }

    /// Gives a value another kind of elements, where it has not got it.
    Value as(Value x, DType kind) {
        return x.type().dtype() == kind ? x : emit(new Cast(kind), x);
    }

    /// Gives a value another shape, where it has not got it.
    Value reshape(Value x, Shape to) {
        return x.shape().equals(to) ? x : emit(new Reshape(to), x);
    }

    /// Says what the node's first output is.
    void result(Value v) {
        result(0, v);
    }

    /// Says what one of the node's outputs is. Its element type is that of the first input of the same kind.
    void result(int output, Value v) {
        result(output, v, likeInputs(v.type().dtype()));
    }

    void result(int output, Value v, ElementType type) {
        define(output, new Operand.Computed(v, type));
    }

    /// Says that one of the node's outputs is known.
    void result(int output, Tensor t, ElementType type) {
        define(output, new Operand.Known(t, type));
    }

    /// Says that the node's first output is known, of the usual element type.
    void result(Tensor t) {
        result(0, t, ElementType.of(t.dtype()));
    }

    /// Says that the node's first output is its input.
    void passes(int input) {
        define(0, operand(input));
    }

    /// The same under another element type of the same kind.
    void passes(int input, ElementType type) {
        define(
                0,
                switch (operand(input)) {
                    case Operand.Known k -> new Operand.Known(k.tensor(), type);
                    case Operand.Computed c -> new Operand.Computed(c.value(), type);
                    case Operand.Stored s -> new Operand.Stored(s.name(), type);
                });
    }

    /// In training: what a stored input is after the step.
    void update(int input, Value v) {
        if (operand(input) instanceof Operand.Stored s) {
            trace.builder().stateUpdate(s.name(), v);
        }
    }

    /// Whether somebody may want an output.
    boolean wants(int output) {
        return output < node.outputs().size() && !node.outputs().get(output).isEmpty();
    }

    int outputs() {
        return node.outputs().size();
    }

    private void define(int output, Operand o) {
        if (wants(output)) {
            trace.define(node.outputs().get(output), o);
        }
    }

    private ElementType likeInputs(DType kind) {
        for (int i = 0; i < node.inputs().size(); i++) {
            if (has(i) && type(i).becomes() == kind) {
                return type(i);
            }
        }
        return ElementType.of(kind);
    }

    /// Whether an optional input is there.
    boolean has(int i) {
        return i < node.inputs().size() && !node.inputs().get(i).isEmpty();
    }

    int inputs() {
        return node.inputs().size();
    }

    Operand operand(int i) {
        if (!has(i)) {
            throw unsupported("input " + i + " is missing");
        }
        String name = node.inputs().get(i);
        Operand o = trace.operand(name);
        if (o == null) {
            throw unsupported("its input '" + name
                    + "' is not an initializer, and no node gives it (or as an output that is not supported)");
        }
        return o;
    }

    /// ONNX's element type of an input.
    ElementType type(int i) {
        return operand(i).type();
    }

    /// The shape of an input.
    Shape shape(int i) {
        return trace.shape(operand(i));
    }

    /// An input of floats to compute with.
    Value value(int i) {
        return floats(i, any(i));
    }

    /// An input of any type to compute with.
    Value any(int i) {
        return trace.value(operand(i));
    }

    /// An input of floats that training changes.
    Value weight(int i) {
        return floats(i, trace.weight(node.inputs().get(i), operand(i)));
    }

    private Value floats(int i, Value v) {
        if (v.type().dtype() != DType.F32) {
            throw unsupported("input '" + node.inputs().get(i) + "' has the element type "
                    + v.type().dtype() + "; only floats are computed with");
        }
        return v;
    }

    /// An input of floats with a known number of axes.
    Value value(int i, int rank, String what) {
        return ranked(i, value(i), rank, what);
    }

    /// The same for one that training changes.
    Value weight(int i, int rank, String what) {
        return ranked(i, weight(i), rank, what);
    }

    private Value ranked(int i, Value v, int rank, String what) {
        if (v.shape().rank() != rank) {
            throw unsupported("input '" + node.inputs().get(i) + "' has the shape " + v.shape() + "; only " + what
                    + " is supported");
        }
        return v;
    }

    /// An input that is an image or a signal.
    Value image(int i) {
        Value v = value(i);
        int rank = v.shape().rank();
        return rank == Images.SIGNAL ? v : value(i, 4, "an image (N, C, H, W) or a signal (N, C, L)");
    }

    /// An input that is running statistics.
    Value state(int i) {
        return floats(i, trace.state(operand(i)));
    }

    /// What is known of an input before anything runs; null for one that is computed.
    @Nullable
    Tensor known(int i) {
        return trace.known(operand(i));
    }

    /// An input that must be known before anything runs.
    Tensor constant(int i) {
        Operand o = operand(i);
        Tensor t = trace.known(o);
        if (t == null) {
            String why =
                    where() + ": input '" + node.inputs().get(i) + "' is computed; it is only supported as a constant";
            throw new NeedsInputException(why, trace.inputs(o));
        }
        return t;
    }

    /// A list of whole numbers that must be known before anything runs.
    long[] constantInts(int i) {
        Tensor t = constant(i);
        if (t.dtype() != DType.I64 || t.shape().rank() > 1) {
            throw unsupported("input '" + node.inputs().get(i) + "' should be a list of integers, found " + t.dtype()
                    + t.shape());
        }
        return t.longData();
    }

    /// A list of floats that must be known before anything runs.
    float[] constantFloats(int i) {
        Tensor t = constant(i);
        if (t.dtype() != DType.F32 || t.shape().rank() > 1) {
            throw unsupported(
                    "input '" + node.inputs().get(i) + "' should be a list of floats, found " + t.dtype() + t.shape());
        }
        return t.data();
    }

    /// A whole number that must be known before anything runs.
    long constantInt(int i) {
        long[] v = constantInts(i);
        if (v.length != 1) {
            throw unsupported("input '" + node.inputs().get(i) + "' should be one integer, found " + v.length);
        }
        return v[0];
    }

    long integer(String name, long absent) {
        AttributeProto.Content c = attribute(name);
        if (c == null) {
            return absent;
        }
        if (c instanceof Int(long v)) {
            return v;
        }
        throw wrongKind(name, c, "an integer");
    }

    float real(String name, float absent) {
        AttributeProto.Content c = attribute(name);
        if (c == null) {
            return absent;
        }
        if (c instanceof Real(float v)) {
            return v;
        }
        throw wrongKind(name, c, "a float");
    }

    String text(String name, String absent) {
        AttributeProto.Content c = attribute(name);
        if (c == null) {
            return absent;
        }
        if (c instanceof Text(String v)) {
            return v;
        }
        throw wrongKind(name, c, "a text");
    }

    /// A list of whole numbers; null where the attribute is absent.
    long @Nullable [] ints(String name) {
        AttributeProto.Content c = attribute(name);
        if (c == null) {
            return null;
        }
        if (c instanceof Ints ints) {
            return ints.toArray();
        }
        throw wrongKind(name, c, "a list of integers");
    }

    /// A list of whole numbers.
    long[] requiredInts(String name) {
        long[] v = ints(name);
        if (v == null) {
            throw unsupported("attribute " + name + " is missing");
        }
        return v;
    }

    /// A list of floats.
    float[] reals(String name) {
        if (attribute(name) instanceof AttributeProto.Reals(var list)) {
            float[] v = new float[list.size()];
            for (int i = 0; i < v.length; i++) {
                v[i] = list.get(i);
            }
            return v;
        }
        throw unsupported("attribute " + name + " should be a list of floats");
    }

    /// The element type of a number that an attribute gives.
    ElementType typeOf(long code) {
        ElementType t = ElementType.of(code);
        if (t == null) {
            throw unsupported("the element type " + ElementType.name(code) + " is not supported");
        }
        return t;
    }

    /// What an attribute holds, or null where the node has none of that name.
    AttributeProto.@Nullable Content attribute(String name) {
        asked.add(name);
        for (AttributeProto a : node.attributes()) {
            if (a.name().equals(name)) {
                return a.content();
            }
        }
        return null;
    }

    private ImportException wrongKind(String name, AttributeProto.Content found, String expected) {
        return unsupported("attribute " + name + " should be " + expected + ", found " + found.kind());
    }

    /// Refuses attributes that the import has not looked at: they would be ignored silently.
    void checkAllAsked() {
        for (AttributeProto a : node.attributes()) {
            if (!asked.contains(a.name())) {
                throw unsupported("attribute " + a.name() + " is not supported");
            }
        }
    }

    /// A whole number as a size or axis.
    int toInt(long v, String what) {
        if (v != (int) v) {
            throw unsupported(what + " " + v + " is out of range");
        }
        return (int) v;
    }

    /// An axis that may count from the end.
    int axis(long axis, Shape shape) {
        long a = axis < 0 ? axis + shape.rank() : axis;
        if (a < 0 || a >= shape.rank()) {
            throw unsupported("axis " + axis + " does not exist in the shape " + shape);
        }
        return (int) a;
    }

    /// An error that names this node.
    ImportException unsupported(String why) {
        return new ImportException(where() + ": " + why);
    }

    String where() {
        String name = node.name().isEmpty() ? node.outputs().getFirst() : node.name();
        return "node '" + name + "' (" + (node.domain().isEmpty() ? "" : node.domain() + ".") + node.opType() + ")";
    }
}
