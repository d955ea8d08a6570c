package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.formats.onnx.proto.AttributeProto.Int;
import dev.noyau.formats.onnx.proto.AttributeProto.Ints;
import dev.noyau.formats.onnx.proto.AttributeProto.Real;
import dev.noyau.formats.onnx.proto.AttributeProto.Text;
import dev.noyau.formats.onnx.proto.NodeProto;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Op;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One node that is being imported, as the operators see it: inputs, attributes with their defaults, and where
/// to emit.
final class Site {
    private final Importer.Trace trace;
    private final NodeProto node;
    private final Set<String> asked = new HashSet<>();

    Site(Importer.Trace trace, NodeProto node) {
        this.trace = trace;
        this.node = node;
    }

    /// Version of ONNX's operators that the file uses.
    long opset() {
        return trace.opset();
    }

    Mode mode() {
        return trace.mode();
    }

    GraphBuilder builder() {
        return trace.builder();
    }

    Importer.Trace trace() {
        return trace;
    }

    /// Emits an op.
    Value emit(Op op, Value... inputs) {
        return trace.builder().add(op, inputs);
    }

    /// Says what the node's first output is.
    void result(Value v) {
        trace.define(node.outputs().getFirst(), new Operand.Computed(v));
    }

    /// Says that the node's first output is known.
    void result(Tensor t) {
        trace.define(node.outputs().getFirst(), new Operand.Known(t));
    }

    /// Says that the node's first output is its input.
    void passes(int input) {
        trace.define(node.outputs().getFirst(), operand(input));
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
        return trace.operand(node.inputs().get(i), this);
    }

    /// An input to compute with.
    Value value(int i) {
        Value v = operand(i).value(trace);
        if (v.type().dtype() != DType.F32) {
            throw unsupported("input '" + node.inputs().get(i) + "' has the element type "
                    + v.type().dtype() + "; only floats are computed with");
        }
        return v;
    }

    /// An input of a float type and known number of axes.
    Value value(int i, int rank, String what) {
        Value v = value(i);
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

    /// An input that must be known before anything runs.
    Tensor constant(int i) {
        Tensor t = operand(i).known(trace);
        if (t == null) {
            throw unsupported("input '" + node.inputs().get(i) + "' is computed; it is only supported as a constant");
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
