package dev.noyau.formats.testing;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Another implementation of ONNX: what we write has to run there.
public final class OnnxRuntime implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    public OnnxRuntime(Path model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            session = environment.createSession(model.toString(), options);
        }
    }

    /// Runs the model on its only input.
    public Map<String, Tensor> run(Tensor x) throws OrtException {
        String input = session.getInputNames().iterator().next();
        long[] shape = Arrays.stream(x.shape().dims()).asLongStream().toArray();
        try (OnnxTensor in = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x.data()), shape);
                OrtSession.Result result = session.run(Map.of(input, in))) {
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            for (var e : result) {
                OnnxTensor t = (OnnxTensor) e.getValue();
                outputs.put(e.getKey(), Tensor.wrap(shape(t.getInfo()), values(t.getFloatBuffer())));
            }
            return outputs;
        }
    }

    private static Shape shape(TensorInfo info) {
        return Shape.of(
                Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray());
    }

    private static float[] values(FloatBuffer b) {
        float[] v = new float[b.remaining()];
        b.get(v);
        return v;
    }

    /// The declared shape of an output; -1 where it is open.
    public long[] declaredOutput(String name) throws OrtException {
        return ((TensorInfo) session.getOutputInfo().get(name).getInfo()).getShape();
    }

    /// The declared shape of the input; -1 where it is open.
    public long[] declaredInput() throws OrtException {
        return ((TensorInfo) session.getInputInfo().values().iterator().next().getInfo()).getShape();
    }

    public Map<String, String> metadata() throws OrtException {
        return session.getMetadata().getCustomMetadata();
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
