package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.NodeProto;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Builds the graph of an ONNX model for an input of a given shape. All shapes are numbers then, so a
/// computation on shapes is done while importing.
public final class Importer {
    private final List<NodeProto> nodes;
    private final long opset;
    private final Initializers initializers;
    private final Set<String> states;
    private final String input;
    private final List<String> outputs;
    private final int declaredBatch;

    /// @param nodes in topological order
    /// @param opset version of ONNX's operators
    /// @param initializers values that the model holds
    /// @param states names of those that are running statistics, not parameters
    /// @param input name of the model's only input
    /// @param outputs names of its outputs, the result first
    /// @param declaredBatch the batch size that the file was made for; 0 where it is free
    public Importer(
            List<NodeProto> nodes,
            long opset,
            Initializers initializers,
            Set<String> states,
            String input,
            List<String> outputs,
            int declaredBatch) {
        this.nodes = List.copyOf(nodes);
        this.opset = opset;
        this.initializers = initializers;
        this.states = Set.copyOf(states);
        this.input = input;
        this.outputs = List.copyOf(outputs);
        this.declaredBatch = declaredBatch;
    }

    /// Builds the graph.
    ///
    /// @throws ImportException naming the node that cannot be imported, or not for this shape
    public Graph graph(Shape shape, Mode mode) {
        GraphBuilder b = new GraphBuilder();
        Trace t = new Trace(b, mode, shape.dim(0));
        t.define(input, new Operand.Computed(b.input(GraphSource.INPUT, Type.f32(shape))));
        for (NodeProto n : nodes) {
            t.emit(n);
        }
        b.at("");
        for (String name : outputs) {
            boolean first = name.equals(outputs.getFirst());
            b.output(first ? GraphSource.OUTPUT : name, t.output(name));
        }
        return b.build();
    }

    /// The state of one walk over the nodes.
    final class Trace {
        private final GraphBuilder builder;
        private final Mode mode;
        private final int batch;
        private final Map<String, Operand> names = new HashMap<>();
        private final Map<String, Value> parameters = new HashMap<>();
        private @Nullable Value key;
        private int streams;

        private Trace(GraphBuilder builder, Mode mode, int batch) {
            this.builder = builder;
            this.mode = mode;
            this.batch = batch;
        }

        private void emit(NodeProto n) {
            builder.at(path(n));
            Site site = new Site(this, n);
            try {
                Operators.emit(n, site);
                site.checkAllAsked();
            } catch (IllegalArgumentException | ArithmeticException e) {
                // What sizes that do not fit, or impossible ones, make the ops' own checks throw.
                throw new ImportException(site.where() + ": " + e.getMessage(), e);
            }
        }

        /// The path of a node's ops is the name of its value, so that it is exported under the same name again.
        /// A result of the whole graph has its name from there.
        private String path(NodeProto n) {
            String value = n.outputs().getFirst();
            return outputs.contains(value) && !n.name().isEmpty() ? n.name() : value;
        }

        long opset() {
            return opset;
        }

        Mode mode() {
            return mode;
        }

        GraphBuilder builder() {
            return builder;
        }

        /// Gives a name its meaning.
        void define(String name, Operand o) {
            if (names.put(name, o) != null || initializers.has(name)) {
                throw new ImportException("the name '" + name + "' is given to two values");
            }
        }

        Operand operand(String name, Site site) {
            Operand o = names.get(name);
            if (o == null && !initializers.has(name)) {
                throw site.unsupported("its input '" + name
                        + "' is not an initializer, and no node gives it (or as an output that is not supported)");
            }
            if (o == null) {
                o = stored(name);
                names.put(name, o);
            }
            return o;
        }

        private Operand stored(String name) {
            return initializers.isFloat(name) ? new Operand.Stored(name) : new Operand.Known(constant(name));
        }

        /// The values of an initializer.
        Tensor constant(String name) {
            try {
                return initializers.constant(name);
            } catch (FormatException e) {
                throw new ImportException(String.valueOf(e.getMessage()), e);
            }
        }

        /// The parameter or state that an initializer becomes.
        Value parameter(String name) {
            Value known = parameters.get(name);
            if (known != null) {
                return known;
            }
            try {
                Shape shape = initializers.shape(name);
                Value v = states.contains(name) ? builder.state(name, shape) : builder.parameter(name, shape);
                parameters.put(name, v);
                return v;
            } catch (FormatException e) {
                throw new ImportException(String.valueOf(e.getMessage()), e);
            }
        }

        private Value output(String name) {
            Operand o = names.get(name);
            if (o == null && !initializers.has(name)) {
                throw new ImportException("no node gives the output '" + name + "'");
            }
            Value v = (o == null ? stored(name) : o).value(this);
            if (v.type().dtype() != DType.F32) {
                throw new ImportException("the output '" + name + "' has the element type "
                        + v.type().dtype() + "; only floats can be results");
            }
            return v;
        }

        /// The batch size that a constant in the graph means: a file that was made for one batch size has it in
        /// its shapes, and is meant for any.
        long batch(long size) {
            return size == declaredBatch && declaredBatch > 0 ? batch : size;
        }

        /// The run's random key.
        Value key() {
            if (key == null) {
                key = builder.input(GraphSource.KEY, Type.i64(Shape.of(2)));
            }
            return key;
        }

        int nextStream() {
            return streams++;
        }
    }
}
