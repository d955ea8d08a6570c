package dev.noyau.formats.onnx;

import static dev.noyau.formats.onnx.Onnx.integer;
import static dev.noyau.formats.onnx.Onnx.real;
import static dev.noyau.formats.onnx.Onnx.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// How an operation of WebNN is said in ONNX.
final class Webnn {
    /// Of values that WebNN computes in double precision, and we in float.
    private static final double TOLERANCE = 1e-5;

    /// Operations that ONNX has under the same name, up to the case of its first letter.
    private static final List<String> SAME = List.of(
            "abs",
            "add",
            "ceil",
            "cos",
            "div",
            "equal",
            "erf",
            "exp",
            "floor",
            "gelu",
            "greater",
            "greaterOrEqual",
            "hardSwish",
            "identity",
            "log",
            "max",
            "min",
            "mul",
            "neg",
            "pow",
            "reciprocal",
            "relu",
            "sigmoid",
            "sign",
            "sin",
            "softplus",
            "softsign",
            "sqrt",
            "sub",
            "tan",
            "tanh");

    private final PeerModel m;
    private final String op;
    private final List<?> args;
    private final List<PeerTensor> expected = new ArrayList<>();

    private Webnn(PeerModel m, Map<?, ?> json) {
        this.m = m;
        this.op = (String) json.get("op");
        this.args = (List<?>) json.get("args");
        ((List<?>) json.get("expected")).forEach(t -> expected.add(PeerTensor.of(t, TOLERANCE)));
    }

    static PeerModel model(Map<?, ?> json) throws IOException {
        PeerModel m = new PeerModel();
        Webnn w = new Webnn(m, json);
        List<String> results = w.results();
        for (int i = 0; i < w.expected.size(); i++) {
            m.output(results.get(i), w.expected.get(i));
        }
        return m;
    }

    private List<String> results() throws IOException {
        return switch (op) {
            case "split" -> split();
            case "gru", "gruCell" -> m.nodes("GRU", expected.size(), inputs());
            case "lstm", "lstmCell" -> m.nodes("LSTM", expected.size(), inputs());
            default -> List.of(result());
        };
    }

    private String result() throws IOException {
        if (SAME.contains(op)) {
            return m.node(Character.toUpperCase(op.charAt(0)) + op.substring(1), inputs());
        }
        if (op.startsWith("reduce")) {
            return reduce();
        }
        return switch (op) {
            case "conv2d", "convTranspose2d", "averagePool2d", "maxPool2d", "l2Pool2d", "resample2d" ->
                new WebnnImages(
                                m,
                                op,
                                new WebnnOptions(m, options()),
                                expected.getFirst().shape())
                        .result(tensor(0), args);
            case "batchNormalization", "instanceNormalization", "layerNormalization" ->
                new WebnnNorms(m, new WebnnOptions(m, options())).result(op, args);
            case "notEqual" -> m.node("Not", m.node("Equal", inputs()));
            case "lesser" -> m.node("Less", inputs());
            case "lesserOrEqual" -> m.node("LessOrEqual", inputs());
            case "logicalNot" -> m.node("Not", m.input(tensor(0), PeerTensor.BOOL));
            case "logicalAnd", "logicalOr", "logicalXor" ->
                m.node(
                        op.substring("logical".length()),
                        List.of(m.input(tensor(0), PeerTensor.BOOL), m.input(tensor(1), PeerTensor.BOOL)));
            case "where" ->
                m.node("Where", List.of(m.input(tensor(0), PeerTensor.BOOL), m.input(tensor(1)), m.input(tensor(2))));
            case "elu" -> m.node("Elu", inputs(), real("alpha", option("alpha", 1)));
            case "leakyRelu" -> m.node("LeakyRelu", inputs(), real("alpha", option("alpha", 0.01)));
            case "prelu" -> m.node("PRelu", inputs());
            case "hardSigmoid" ->
                m.node("HardSigmoid", inputs(), real("alpha", option("alpha", 0.2)), real("beta", option("beta", 0.5)));
            case "linear" -> {
                String scaled = m.node("Mul", List.of(m.input(tensor(0)), m.number(option("alpha", 1))));
                yield m.node("Add", List.of(scaled, m.number(option("beta", 0))));
            }
            case "clamp" -> m.node("Clip", List.of(m.input(tensor(0)), bound("minValue"), bound("maxValue")));
            case "softmax" -> m.node("Softmax", m.input(tensor(0)), integer("axis", number(1)));
            default -> indexed();
        };
    }

    private String indexed() throws IOException {
        return switch (op) {
            case "argMax", "argMin" ->
                m.node(
                        op.equals("argMax") ? "ArgMax" : "ArgMin",
                        m.input(tensor(0)),
                        integer("axis", number(1)),
                        integer("keepdims", flag("keepDimensions", false)));
            case "cumulativeSum" ->
                m.node(
                        "CumSum",
                        List.of(m.input(tensor(0)), m.longs(number(1))),
                        integer("exclusive", (long) option("exclusive", 0)),
                        integer("reverse", (long) option("reverse", 0)));
            case "gather", "gatherElements" ->
                m.node(
                        op.equals("gather") ? "Gather" : "GatherElements",
                        List.of(m.input(tensor(0)), m.input(tensor(1), PeerTensor.INT64)),
                        integer("axis", (long) option("axis", 0)));
            case "gatherND" -> m.node("GatherND", List.of(m.input(tensor(0)), m.input(tensor(1), PeerTensor.INT64)));
            case "scatterElements" -> m.node("ScatterElements", scattered(), integer("axis", (long) option("axis", 0)));
            case "scatterND" -> m.node("ScatterND", scattered());
            case "triangular" ->
                m.node(
                        "Trilu",
                        List.of(m.input(tensor(0)), m.constant(scalar(option("diagonal", 0)), PeerTensor.INT64)),
                        integer("upper", flag("upper", true)));
            default -> moved();
        };
    }

    private String moved() throws IOException {
        return switch (op) {
            case "concat" -> {
                List<String> parts = new ArrayList<>();
                for (Object t : (List<?>) args.getFirst()) {
                    parts.add(m.input(PeerTensor.of(t, 0)));
                }
                yield m.node("Concat", parts, integer("axis", number(1)));
            }
            case "reshape" -> m.reshape(m.input(tensor(0)), longs(args.get(1)));
            case "expand" -> m.node("Expand", List.of(m.input(tensor(0)), m.longs(longs(args.get(1)))));
            case "tile" -> m.node("Tile", List.of(m.input(tensor(0)), m.longs(longs(args.get(1)))));
            case "transpose" -> {
                PeerTensor t = tensor(0);
                int[] reversed =
                        IntStream.range(0, t.rank()).map(i -> t.rank() - 1 - i).toArray();
                int[] order = options().get("permutation") instanceof List<?> l ? PeerTensor.ints(l) : reversed;
                yield m.transpose(m.input(t), order);
            }
            case "pad" -> pad();
            case "slice" -> slice();
            case "reverse" -> reverse();
            default -> numbers();
        };
    }

    private String numbers() throws IOException {
        return switch (op) {
            case "matmul" -> matmul();
            case "gemm" ->
                m.node(
                        "Gemm",
                        options().get("c") instanceof Map<?, ?> c
                                ? List.of(m.input(tensor(0)), m.input(tensor(1)), m.input(PeerTensor.of(c, 0)))
                                : inputs(),
                        real("alpha", option("alpha", 1)),
                        real("beta", option("beta", 1)),
                        integer("transA", flag("aTranspose", false)),
                        integer("transB", flag("bTranspose", false)));
            case "constant" -> {
                long[] shape = longs(args.get(2));
                long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
                String steps = m.node("Range", List.of(m.number(0), m.number(count), m.number(1)));
                String scaled = m.node("Mul", List.of(steps, m.number(number(1))));
                yield m.reshape(m.node("Add", List.of(scaled, m.input(scalar(number(0))))), shape);
            }
            case "cast" -> m.node("Cast", m.input(tensor(0)), integer("to", type((String) args.get(1))));
            case "dequantizeLinear" -> quantised("DequantizeLinear", PeerTensor.UINT8, PeerTensor.UINT8);
            case "quantizeLinear" ->
                quantised(
                        "QuantizeLinear",
                        PeerTensor.FLOAT,
                        args.get(3).equals("int8") ? PeerTensor.INT8 : PeerTensor.UINT8);
            default -> throw new IllegalStateException("no such operation here: " + op);
        };
    }

    private String quantised(String name, int type, int zero) throws IOException {
        PeerTensor x = tensor(0);
        PeerTensor scale = tensor(1);
        // One scale for all, and one for each place of an axis, are what ONNX has.
        boolean one = scale.data().length == 1;
        int axis = one ? 0 : x.rank() - scale.rank();
        boolean column = scale.rank() > 1 && scale.data().length == scale.shape()[0];
        boolean blocks = !one && !column && scale.rank() == x.rank();
        PeerTensor flat = one ? scale.shaped() : column ? scale.shaped(scale.shape()[0]) : scale;
        PeerTensor zeros = tensor(2);
        double[] each = new double[flat.data().length];
        for (int i = 0; i < each.length; i++) {
            each[i] = zeros.data()[Math.min(i, zeros.data().length - 1)];
        }
        return m.node(
                name,
                List.of(m.input(x, type), m.input(flat), m.input(new PeerTensor(flat.shape(), each, 0), zero)),
                integer("axis", axis),
                integer("block_size", blocks ? 1 : 0));
    }

    private List<String> scattered() throws IOException {
        return List.of(m.input(tensor(0)), m.input(tensor(1), PeerTensor.INT64), m.input(tensor(2)));
    }

    /// WebNN takes a vector for a matrix of one row, or of one column, and keeps it one.
    private String matmul() throws IOException {
        PeerTensor a = tensor(0);
        PeerTensor b = tensor(1);
        String left = m.input(a);
        String right = m.input(b);
        String rows = a.rank() == 1 ? m.reshape(left, 1, a.shape()[0]) : left;
        String columns = b.rank() == 1 ? m.reshape(right, b.shape()[0], 1) : right;
        String y = m.node("MatMul", List.of(rows, columns));
        return a.rank() == 1 && b.rank() == 1 ? m.reshape(y) : y;
    }

    private String pad() throws IOException {
        long[] before = longs(args.get(1));
        long[] after = longs(args.get(2));
        long[] pads = Arrays.copyOf(before, 2 * before.length);
        System.arraycopy(after, 0, pads, before.length, after.length);
        Object mode = options().get("mode");
        return m.node(
                "Pad",
                List.of(m.input(tensor(0)), m.longs(pads), m.number(option("value", 0))),
                text("mode", mode == null ? "constant" : mode.equals("reflection") ? "reflect" : (String) mode));
    }

    private String slice() throws IOException {
        long[] starts = longs(args.get(1));
        long[] sizes = longs(args.get(2));
        long[] steps = new long[starts.length];
        Arrays.fill(steps, 1);
        return sliced(
                starts,
                IntStream.range(0, starts.length)
                        .mapToLong(i -> starts[i] + sizes[i])
                        .toArray(),
                IntStream.range(0, starts.length).mapToLong(i -> i).toArray(),
                options().get("strides") instanceof List<?> l ? longs(l) : steps);
    }

    private String reverse() throws IOException {
        int rank = tensor(0).rank();
        long[] axes = options().get("axes") instanceof List<?> l
                ? longs(l)
                : IntStream.range(0, rank).mapToLong(i -> i).toArray();
        long[] back = new long[axes.length];
        long[] ends = new long[axes.length];
        Arrays.fill(back, -1);
        Arrays.fill(ends, Integer.MIN_VALUE);
        return sliced(back, ends, axes, back);
    }

    private String sliced(long[] starts, long[] ends, long[] axes, long[] steps) throws IOException {
        return m.node(
                "Slice", List.of(m.input(tensor(0)), m.longs(starts), m.longs(ends), m.longs(axes), m.longs(steps)));
    }

    private List<String> split() throws IOException {
        String x = m.input(tensor(0));
        var axis = integer("axis", (long) option("axis", 0));
        return args.get(1) instanceof List<?> l
                ? m.nodes("Split", l.size(), List.of(x, m.longs(longs(l))), axis)
                : m.nodes("Split", (int) number(1), List.of(x), axis, integer("num_outputs", number(1)));
    }

    private String reduce() throws IOException {
        String name = op.equals("reduceProduct") ? "ReduceProd" : "R" + op.substring(1);
        String x = m.input(tensor(0));
        List<String> io = options().get("axes") instanceof List<?> l ? List.of(x, m.longs(longs(l))) : List.of(x);
        return m.node(
                name,
                io,
                integer("keepdims", flag("keepDimensions", false)),
                integer("noop_with_empty_axes", io.size() - 1));
    }

    private String bound(String name) {
        return options().get(name) instanceof Double d ? m.number(d) : "_";
    }

    private static int type(String name) {
        return switch (name) {
            case "float32" -> PeerTensor.FLOAT;
            case "uint8" -> PeerTensor.UINT8;
            case "int8" -> PeerTensor.INT8;
            case "int32" -> 6;
            case "int64" -> PeerTensor.INT64;
            case "float64" -> 11;
            case "uint32" -> 12;
            default -> throw new IllegalStateException("no such type here: " + name);
        };
    }

    /// All tensors among the arguments, as inputs.
    private List<String> inputs() throws IOException {
        List<String> names = new ArrayList<>();
        for (Object a : args) {
            if (a instanceof Map<?, ?> map && map.containsKey("data")) {
                names.add(m.input(PeerTensor.of(a, 0)));
            }
        }
        return names;
    }

    private PeerTensor tensor(int i) {
        return PeerTensor.of(args.get(i), 0);
    }

    private static PeerTensor scalar(double value) {
        return new PeerTensor(new int[0], new double[] {value}, 0);
    }

    private long number(int i) {
        return ((Double) args.get(i)).longValue();
    }

    private static long[] longs(Object list) {
        return ((List<?>) list)
                .stream()
                        .mapToLong(v -> v == null ? -1 : ((Double) v).longValue())
                        .toArray();
    }

    /// The last argument, where it holds options.
    private Map<?, ?> options() {
        return !args.isEmpty() && args.getLast() instanceof Map<?, ?> map && !map.containsKey("data") ? map : Map.of();
    }

    private float option(String name, double other) {
        return options().get(name) instanceof Double d ? d.floatValue() : (float) other;
    }

    private long flag(String name, boolean other) {
        boolean on = options().get(name) instanceof Boolean b ? b : other;
        return on ? 1 : 0;
    }
}
