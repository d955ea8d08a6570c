package dev.noyau.formats.onnx;

import dev.noyau.formats.onnx.importer.ImportException;
import dev.noyau.formats.onnx.importer.Importer;
import dev.noyau.formats.onnx.importer.NeedsInputException;
import dev.noyau.formats.onnx.proto.GraphProto;
import dev.noyau.formats.onnx.proto.ModelProto;
import dev.noyau.formats.onnx.proto.NodeProto;
import dev.noyau.formats.onnx.proto.TensorProto;
import dev.noyau.formats.onnx.proto.WireReader;
import dev.noyau.graph.Backend;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Type;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A model with inputs and the outputs that it should give, in the layout of ONNX's backend tests: `model.onnx`,
/// and folders `test_data_set_N` of `input_k.pb` and `output_k.pb`.
final class NodeCase {
    private final SequencedMap<String, byte[]> files;

    /// @param files by name within the case's folder
    NodeCase(SequencedMap<String, byte[]> files) {
        this.files = files;
    }

    /// One of its folders of data.
    record DataSet(String folder, List<TensorProto> inputs, List<TensorProto> outputs) {}

    ModelProto model() throws FormatException {
        return ModelProto.read(files.get("model.onnx"));
    }

    List<DataSet> dataSets() throws FormatException {
        List<DataSet> sets = new ArrayList<>();
        for (int n = 0; ; n++) {
            String folder = "test_data_set_" + n + "/";
            List<TensorProto> outputs = tensors(folder + "output_");
            if (outputs.isEmpty()) {
                return sets;
            }
            sets.add(new DataSet(folder, tensors(folder + "input_"), outputs));
        }
    }

    private List<TensorProto> tensors(String prefix) throws FormatException {
        List<TensorProto> list = new ArrayList<>();
        for (int k = 0; files.get(prefix + k + ".pb") instanceof byte[] bytes; k++) {
            list.add(TensorProto.read(new WireReader(bytes)));
        }
        return list;
    }

    /// Whether its outputs are random: a Dropout that the model asks to drop.
    boolean isRandom(DataSet data) throws FormatException {
        GraphProto g = model().graph();
        for (NodeProto n : g.nodes()) {
            if (n.opType().equals("Dropout") && n.inputs().size() == 3) {
                Tensor training = named(g, data, n.inputs().get(2));
                Tensor ratio = named(g, data, n.inputs().get(1));
                if (training != null && training.longData()[0] != 0) {
                    return ratio == null || ratio.data()[0] != 0;
                }
            }
        }
        return false;
    }

    private static @Nullable Tensor named(GraphProto g, DataSet data, String name) throws FormatException {
        for (int i = 0; i < g.inputs().size(); i++) {
            if (g.inputs().get(i).name().equals(name) && i < data.inputs().size()) {
                return data.inputs().get(i).tensor();
            }
        }
        TensorProto t = g.initializers().get(name);
        return t == null ? null : t.tensor();
    }

    /// Runs the model on a backend.
    ///
    /// @throws FormatException when it is not supported, with the reason
    List<Tensor> run(DataSet data, Backend backend) throws IOException {
        ModelProto m = model();
        OnnxProgram program = OnnxProgram.of(m, new ExternalData(null));
        Map<String, Tensor> inputs = inputs(m.graph(), program, data);
        Mode mode = isRandom(data) ? Mode.TRAINING : Mode.INFERENCE;
        try {
            Graph g = specialised(program, inputs, mode);
            inputs.put(GraphSource.KEY, Tensor.ofLongs(Shape.of(2), 7, 1));
            var results = backend.compile(g).call(program.values(g.parameters()), program.values(g.states()), inputs);
            return List.copyOf(results.outputs().values());
        } catch (ImportException e) {
            throw new FormatException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Inputs that the graph depends on, as shapes, become part of it; only those.
    private static Graph specialised(OnnxProgram program, Map<String, Tensor> inputs, Mode mode) {
        List<Type> types = new ArrayList<>();
        for (Importer.Given in : program.importer().inputs()) {
            Tensor t = inputs.get(in.key());
            types.add(t == null ? new Type(in.type().becomes(), Shape.SCALAR) : new Type(t.dtype(), t.shape()));
        }
        Map<String, Tensor> known = new HashMap<>();
        while (true) {
            try {
                return program.importer().graph(types, known, mode);
            } catch (NeedsInputException e) {
                int before = known.size();
                e.inputs().forEach(key -> known.put(key, inputs.get(key)));
                if (known.size() == before) {
                    throw e;
                }
            }
        }
    }

    private static Map<String, Tensor> inputs(GraphProto g, OnnxProgram program, DataSet data) throws FormatException {
        Map<String, String> keys = new HashMap<>();
        program.importer().inputs().forEach(in -> keys.put(in.name(), in.key()));
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (int k = 0; k < data.inputs().size(); k++) {
            TensorProto t = data.inputs().get(k);
            String name =
                    keys.containsKey(t.name()) ? t.name() : g.inputs().get(k).name();
            String key = keys.get(name);
            if (key != null) {
                inputs.put(key, t.tensor());
            }
        }
        return inputs;
    }

    /// Whether two tensors are the same kind and shape, and equal up to a tolerance where they are floats.
    ///
    /// @return what differs; empty where nothing does
    static String difference(Tensor actual, TensorProto expected, double relative, double absolute)
            throws FormatException {
        Tensor e = expected.tensor();
        if (actual.dtype() != e.dtype() || !actual.shape().equals(e.shape())) {
            return actual.dtype() + " " + actual.shape() + " instead of " + e.dtype() + " " + e.shape();
        }
        for (int i = 0; i < e.shape().intSize(); i++) {
            boolean same = e.dtype() == DType.F32
                    ? close(actual.data()[i], e.data()[i], relative, absolute)
                    : actual.longData()[i] == e.longData()[i];
            if (!same) {
                return "value " + i + " of " + e.shape() + " is "
                        + (e.dtype() == DType.F32
                                ? actual.data()[i] + " instead of " + e.data()[i]
                                : actual.longData()[i] + " instead of " + e.longData()[i]);
            }
        }
        return "";
    }

    private static boolean close(float a, float e, double relative, double absolute) {
        return a == e || Float.isNaN(a) && Float.isNaN(e) || Math.abs(a - e) <= absolute + relative * Math.abs(e);
    }
}
