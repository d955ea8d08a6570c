package dev.noyau.formats.onnx;

import dev.noyau.formats.onnx.importer.ImportException;
import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.formats.onnx.proto.ModelProto;
import dev.noyau.formats.onnx.proto.ValueInfoProto;
import dev.noyau.formats.onnx.proto.ValueInfoProto.Dim;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Softmax;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A network that was read from an ONNX file: it gives a graph for any batch, and for any image size that its
/// operators allow. Float initializers are its parameters, so training goes on from them.
public final class OnnxSource implements GraphSource {
    /// Sizes that are tried for axes whose size a file leaves open, beginning with the most usual.
    private static final int[] USUAL_SIZES = {224, 32, 28, 64, 128, 256, 299, 320, 512};

    private static final int[] USUAL_CHANNELS = {3, 1};

    private final OnnxProgram program;
    private final Shape inputShape;
    private final Parameters parameters;
    private final Parameters state;
    private final boolean probabilities;

    private OnnxSource(
            OnnxProgram program, Shape inputShape, Parameters parameters, Parameters state, boolean probabilities) {
        this.program = program;
        this.inputShape = inputShape;
        this.parameters = parameters;
        this.state = state;
        this.probabilities = probabilities;
    }

    /// @throws FormatException saying which node cannot be had and why, without the file's name
    static OnnxSource of(ModelProto m, ExternalData external) throws IOException {
        OnnxProgram program = OnnxProgram.of(m, external);
        int[] sizes = openInput(dataInput(program), Metadata.input(m.metadata()));
        try {
            Graph graph = first(program, sizes);
            DType result = graph.output(OUTPUT).type().dtype();
            if (result != DType.F32) {
                throw new FormatException("the output '" + program.outputs().getFirst() + "' has the element type "
                        + result + "; only floats can be results");
            }
            Shape shape = inputOf(graph).shape().dropFirst();
            Parameters parameters = program.values(graph.parameters());
            Parameters state = program.values(graph.states());
            program.release(parameters, state);
            boolean probabilities = graph.output(OUTPUT).node().op() instanceof Softmax;
            return new OnnxSource(program, shape, parameters, state, probabilities);
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

    /// The first input, which is the batch that the network works on.
    private static ValueInfoProto dataInput(OnnxProgram program) throws FormatException {
        if (program.inputs().isEmpty()) {
            throw new FormatException("the model has no input");
        }
        ValueInfoProto v = program.inputs().getFirst();
        ElementType type = ElementType.of(v.elementType());
        if (type == null || type.becomes() != DType.F32) {
            throw new FormatException("the input '" + v.name() + "' should be a tensor of floats, found " + type);
        }
        if (v.dims() != null && v.dims().isEmpty()) {
            throw new FormatException("the input '" + v.name() + "' is a scalar, it has no batch axis");
        }
        return v;
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
    private static Graph first(OnnxProgram program, int[] sizes) {
        if (!isOpen(sizes)) {
            return graph(program, Shape.of(sizes), Mode.INFERENCE);
        }
        ImportException failure = null;
        for (int channels : USUAL_CHANNELS) {
            for (int usual : USUAL_SIZES) {
                int[] d = sizes.clone();
                for (int i = 1; i < d.length; i++) {
                    d[i] = d[i] >= 0 ? d[i] : i == 1 && d.length == 4 ? channels : usual;
                }
                try {
                    return graph(program, Shape.of(d), Mode.INFERENCE);
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

    private static Graph graph(OnnxProgram program, Shape input, Mode mode) {
        return program.importer().graph(types(program, input), Map.of(), mode);
    }

    /// The types of all inputs that belong to a first one: sizes of the same name are the same, and so is the
    /// batch; one that nothing says is 1.
    private static List<Type> types(OnnxProgram program, Shape input) {
        List<Type> types = new ArrayList<>();
        Map<String, Integer> symbols = new HashMap<>();
        List<Dim> first = program.inputs().getFirst().dims();
        for (int i = 0; first != null && i < Math.min(first.size(), input.rank()); i++) {
            symbols.putIfAbsent(first.get(i).symbol(), input.dim(i));
        }
        symbols.put("", 1);
        for (ValueInfoProto v : program.inputs()) {
            ElementType type = ElementType.of(v.elementType());
            DType kind = type == null ? DType.F32 : type.becomes();
            types.add(types.isEmpty() ? Type.f32(input) : new Type(kind, declared(v, first, input, symbols)));
        }
        return types;
    }

    private static Shape declared(
            ValueInfoProto v, @Nullable List<Dim> first, Shape input, Map<String, Integer> symbols) {
        List<Dim> dims = v.dims() == null ? List.of() : v.dims();
        int[] sizes = new int[dims.size()];
        for (int i = 0; i < sizes.length; i++) {
            Dim d = dims.get(i);
            boolean batch = i == 0 && first != null && first.getFirst().equals(d);
            sizes[i] = batch
                    ? input.dim(0)
                    : d.size() < 0 ? symbols.getOrDefault(d.symbol(), 1) : Math.toIntExact(d.size());
        }
        return Shape.of(sizes);
    }

    @Override
    public Graph graph(Shape input, Mode mode) {
        try {
            return graph(program, input, mode);
        } catch (ImportException | ArithmeticException e) {
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
        return program.inputs().getFirst().name();
    }

    /// The names that the file gives the outputs, the result first.
    public List<String> outputNames() {
        return List.copyOf(program.outputs());
    }
}
