package dev.noyau.formats.onnx;

import dev.noyau.formats.onnx.importer.ImportException;
import dev.noyau.formats.onnx.importer.Importer;
import dev.noyau.formats.onnx.importer.Initializers;
import dev.noyau.formats.onnx.importer.NodeOrder;
import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.formats.onnx.proto.GraphProto;
import dev.noyau.formats.onnx.proto.ModelProto;
import dev.noyau.formats.onnx.proto.NodeProto;
import dev.noyau.formats.onnx.proto.ValueInfoProto;
import dev.noyau.formats.onnx.proto.ValueInfoProto.Dim;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Softmax;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A network that was read from an ONNX file: it gives a graph for any batch, and for any image size that its
/// operators allow. Float initializers are its parameters, so training goes on from them.
public final class OnnxSource implements GraphSource {
    private static final long OLDEST_OPSET = 7;

    /// Sizes that are tried for axes whose size a file leaves open, beginning with the most usual.
    private static final int[] USUAL_SIZES = {224, 32, 28, 64, 128, 256, 299, 320, 512};

    private static final int[] USUAL_CHANNELS = {3, 1};

    private final Importer importer;
    private final Shape inputShape;
    private final Parameters parameters;
    private final Parameters state;
    private final String inputName;
    private final List<String> outputNames;
    private final boolean probabilities;

    private OnnxSource(
            Importer importer,
            Shape inputShape,
            Parameters parameters,
            Parameters state,
            String inputName,
            List<String> outputNames,
            boolean probabilities) {
        this.importer = importer;
        this.inputShape = inputShape;
        this.parameters = parameters;
        this.state = state;
        this.inputName = inputName;
        this.outputNames = List.copyOf(outputNames);
        this.probabilities = probabilities;
    }

    /// @throws FormatException saying which node cannot be had and why, without the file's name
    static OnnxSource of(ModelProto m) throws FormatException {
        GraphProto g = m.graph();
        ValueInfoProto input = input(g);
        if (g.outputs().isEmpty()) {
            throw new FormatException("the model has no output");
        }
        List<String> outputs = new ArrayList<>();
        for (ValueInfoProto o : g.outputs()) {
            outputs.add(o.name());
        }
        Initializers initializers = new Initializers(g.initializers());
        Importer importer = new Importer(
                detached(NodeOrder.of(g.nodes(), outputs)),
                opset(m),
                initializers,
                Metadata.states(m.metadata()),
                input.name(),
                outputs,
                input.dims() == null || input.dims().getFirst().size() < 0 ? 0 : size(input, 0));
        try {
            Graph graph = first(importer, openInput(input, Metadata.input(m.metadata())));
            Shape shape = inputOf(graph).shape().dropFirst();
            Parameters parameters = values(graph.parameters(), initializers);
            Parameters state = values(graph.states(), initializers);
            initializers.release();
            boolean probabilities = graph.output(OUTPUT).node().op() instanceof Softmax;
            return new OnnxSource(importer, shape, parameters, state, input.name(), outputs, probabilities);
        } catch (ImportException e) {
            throw new FormatException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Value inputOf(Graph g) {
        Value v = g.inputs().get(INPUT);
        if (v == null) {
            throw new IllegalStateException("an imported graph has no input");
        }
        return v;
    }

    private static long opset(ModelProto m) throws FormatException {
        Long opset = m.opsets().get("");
        if (opset == null || opset < OLDEST_OPSET) {
            throw new FormatException("the model uses "
                    + (opset == null ? "no operators of ONNX's own set" : "ONNX's operator set " + opset)
                    + "; sets from " + OLDEST_OPSET + " on are supported");
        }
        return opset;
    }

    private static ValueInfoProto input(GraphProto g) throws FormatException {
        List<ValueInfoProto> inputs = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (ValueInfoProto v : g.inputs()) {
            // Old files list their initializers among the inputs.
            if (!g.initializers().containsKey(v.name())) {
                inputs.add(v);
                names.add(v.name());
            }
        }
        if (inputs.size() != 1) {
            throw new FormatException("models of one input are supported, this one has " + inputs.size() + " " + names);
        }
        ValueInfoProto v = inputs.getFirst();
        ElementType type = ElementType.of(v.elementType());
        if (type == null || type.becomes() != DType.F32) {
            throw new FormatException("the input '" + v.name() + "' should be a tensor of floats, found "
                    + (type == null ? "another type" : type));
        }
        if (v.dims() != null && v.dims().isEmpty()) {
            throw new FormatException("the input '" + v.name() + "' is a scalar, it has no batch axis");
        }
        return v;
    }

    /// The nodes without the file's bytes, which would be kept as long as they are.
    private static List<NodeProto> detached(List<NodeProto> nodes) throws FormatException {
        List<NodeProto> own = new ArrayList<>(nodes.size());
        for (NodeProto n : nodes) {
            own.add(n.detached());
        }
        return own;
    }

    /// The input's sizes, with a batch of one where it is open; -1 where others are.
    private static int[] openInput(ValueInfoProto input, @Nullable Shape said) throws FormatException {
        List<Dim> dims = input.dims();
        if (dims == null) {
            if (said == null) {
                throw new FormatException("the file does not say the shape of the input '" + input.name() + "'");
            }
            return said.prepend(1).dims();
        }
        int[] sizes = new int[dims.size()];
        sizes[0] = dims.getFirst().size() < 0 ? 1 : size(input, 0);
        for (int i = 1; i < sizes.length; i++) {
            boolean open = dims.get(i).size() < 0;
            sizes[i] = open ? -1 : size(input, i);
            if (said != null && said.rank() != sizes.length - 1
                    || said != null && !open && said.dim(i - 1) != sizes[i]) {
                throw new FormatException(
                        "the input '" + input.name() + "' and the metadata's shape " + said + " differ");
            }
            if (said != null) {
                sizes[i] = said.dim(i - 1);
            }
        }
        return sizes;
    }

    private static int size(ValueInfoProto input, int axis) throws FormatException {
        long size = input.dims() == null ? 0 : input.dims().get(axis).size();
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw new FormatException("the input '" + input.name() + "' has the impossible size " + size);
        }
        return (int) size;
    }

    /// The graph for the declared input, or where sizes are open for the first usual ones that the operators
    /// take.
    private static Graph first(Importer importer, int[] sizes) {
        if (!isOpen(sizes)) {
            return importer.graph(Shape.of(sizes), Mode.INFERENCE);
        }
        ImportException failure = null;
        for (int channels : USUAL_CHANNELS) {
            for (int usual : USUAL_SIZES) {
                int[] d = sizes.clone();
                for (int i = 1; i < d.length; i++) {
                    d[i] = d[i] >= 0 ? d[i] : i == 1 && d.length == 4 ? channels : usual;
                }
                try {
                    return importer.graph(Shape.of(d), Mode.INFERENCE);
                } catch (ImportException e) {
                    failure = failure == null ? e : failure;
                }
            }
        }
        throw failure == null ? new IllegalStateException("no sizes were tried") : failure;
    }

    private static boolean isOpen(int[] sizes) {
        for (int s : sizes) {
            if (s < 0) {
                return true;
            }
        }
        return false;
    }

    private static Parameters values(SequencedMap<String, Value> named, Initializers from) throws FormatException {
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        for (Map.Entry<String, Value> e : named.entrySet()) {
            shapes.put(e.getKey(), e.getValue().shape());
        }
        try {
            Parameters p = Parameters.zeros(shapes);
            for (Parameters.Slot s : p.slots().values()) {
                from.require(s.path()).copyFloats(p.slab(), s.offset());
            }
            return p;
        } catch (IllegalArgumentException e) {
            throw new FormatException("too many numbers: " + e.getMessage(), e);
        }
    }

    @Override
    public Graph graph(Shape input, Mode mode) {
        try {
            return importer.graph(input, mode);
        } catch (ImportException e) {
            throw new ShapeException("inputs of shape " + input + " do not fit the model: " + e.getMessage(), e);
        }
    }

    @Override
    public Shape inputShape() {
        return inputShape;
    }

    /// The numbers of the file, whatever the seed.
    @Override
    public Parameters initialParameters(long seed) {
        return parameters.copy();
    }

    @Override
    public Parameters initialState() {
        return state.copy();
    }

    /// Whether the result comes from a softmax.
    boolean endsInProbabilities() {
        return probabilities;
    }

    /// The name that the file gives the input.
    public String inputName() {
        return inputName;
    }

    /// The names that the file gives the outputs, the result first.
    public List<String> outputNames() {
        return outputNames;
    }
}
