package dev.noyau.formats.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.noyau.formats.onnx.proto.TensorProto;
import dev.noyau.formats.onnx.proto.WireReader;
import dev.noyau.graph.Backend;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Another library's layer, said in operators of ONNX, with the inputs of the case and what it should give.
final class PeerModel {
    private static final int OPSET = 21;

    private final Onnx onnx = new Onnx().opset(OPSET);
    private final List<TensorProto> inputs = new ArrayList<>();
    private final Map<String, PeerTensor> expected = new LinkedHashMap<>();
    private int names;

    /// A tensor that is given when the model runs.
    String input(PeerTensor t, int type) throws IOException {
        String name = "x" + inputs.size();
        long[] dims = new long[t.rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = t.shape()[i];
        }
        ValueInfoProto.Builder info = Onnx.info(name, dims).toBuilder();
        info.getTypeBuilder().getTensorTypeBuilder().setElemType(type);
        onnx.change(g -> g.addInput(info));
        inputs.add(TensorProto.read(new WireReader(t.proto(name, type).toByteArray())));
        return name;
    }

    String input(PeerTensor t) throws IOException {
        return input(t, PeerTensor.FLOAT);
    }

    /// A tensor in the file.
    String constant(PeerTensor t, int type) {
        String name = "c" + names++;
        onnx.initializer(t.proto(name, type));
        return name;
    }

    String constant(PeerTensor t) {
        return constant(t, PeerTensor.FLOAT);
    }

    String number(double value) {
        return constant(new PeerTensor(new int[0], new double[] {value}, 0));
    }

    String longs(long... values) {
        double[] data = new double[values.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = values[i];
        }
        return constant(new PeerTensor(new int[] {data.length}, data, 0), PeerTensor.INT64);
    }

    /// A vector of one value, or of zeros and ones where a library leaves a scale out.
    String filled(int size, double value) {
        double[] data = new double[size];
        Arrays.fill(data, value);
        return constant(new PeerTensor(new int[] {size}, data, 0));
    }

    /// A node of one result.
    ///
    /// @param io names of its inputs, `_` for one that is left out
    String node(String op, List<String> io, AttributeProto... attributes) {
        return nodes(op, 1, io, attributes).getFirst();
    }

    String node(String op, String x, AttributeProto... attributes) {
        return node(op, List.of(x), attributes);
    }

    List<String> nodes(String op, int results, List<String> io, AttributeProto... attributes) {
        NodeProto.Builder n = NodeProto.newBuilder().setOpType(op).addAllAttribute(List.of(attributes));
        io.forEach(i -> n.addInput(i.equals("_") ? "" : i));
        for (int i = 0; i < results; i++) {
            n.addOutput("v" + names++);
        }
        onnx.change(g -> g.addNode(n));
        return List.copyOf(n.getOutputList());
    }

    String transpose(String x, int... order) {
        long[] perm = new long[order.length];
        for (int i = 0; i < perm.length; i++) {
            perm[i] = order[i];
        }
        return node("Transpose", x, Onnx.ints("perm", perm));
    }

    String reshape(String x, long... to) {
        return node("Reshape", List.of(x, longs(to)));
    }

    void output(String name, PeerTensor t) {
        expected.put(name, t);
        onnx.change(g -> g.addOutput(ValueInfoProto.newBuilder().setName(name)));
    }

    /// Runs it.
    ///
    /// @return what differs; empty where nothing does
    String run(Backend backend) throws IOException {
        LinkedHashMap<String, byte[]> files = new LinkedHashMap<>();
        files.put("model.onnx", onnx.model().toByteArray());
        List<Tensor> results = new NodeCase(files).run(new NodeCase.DataSet("", inputs, List.of()), backend);
        StringBuilder s = new StringBuilder();
        int k = 0;
        for (PeerTensor t : expected.values()) {
            s.append(t.differs(results.get(k++)));
        }
        return s.toString();
    }
}
