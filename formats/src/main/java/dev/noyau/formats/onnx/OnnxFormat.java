package dev.noyau.formats.onnx;

import dev.noyau.Noyau;
import dev.noyau.formats.io.AtomicFile;
import dev.noyau.formats.io.Damage;
import dev.noyau.formats.io.InputFile;
import dev.noyau.formats.onnx.exporter.ExportException;
import dev.noyau.formats.onnx.exporter.Exporter;
import dev.noyau.formats.onnx.proto.ModelProto;
import dev.noyau.formats.onnx.proto.WireWriter;
import dev.noyau.graph.Backend;
import dev.noyau.graph.GraphSource;
import dev.noyau.model.FormatException;
import dev.noyau.model.Model;
import dev.noyau.model.ModelFormat;
import dev.noyau.model.ModelInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// ONNX, the format in which networks pass between frameworks and runtimes.
///
/// **Writing**: operator set 17 or the first that has every operator, parameters under their paths, batch of any size,
/// image of any size where the network allows it, and what a prediction needs in the metadata.
///
/// **Reading**: networks made of the operators that Noyau has, in the meaning of the operator set that the file names,
/// from the first set on; floats of 16 and 64 bits become such of 32. The first input is the data. What comes in can be
/// predicted with, trained further and written again.
public final class OnnxFormat implements ModelFormat {
    /// Protocol buffers' limit for a message.
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    public OnnxFormat() {}

    @Override
    public String name() {
        return "ONNX";
    }

    @Override
    public boolean accepts(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    @Override
    public Model read(Path file) throws IOException {
        return read(file, Noyau.backend());
    }

    /// Reads a model that computes with a given backend.
    ///
    /// @throws FormatException naming the file, the node and the reason
    public static Model read(Path file, Backend backend) throws IOException {
        byte[] bytes = InputFile.readAll(file);
        try {
            ModelProto proto = ModelProto.read(bytes);
            ExternalData beside = new ExternalData(file.toAbsolutePath().getParent());
            OnnxSource source = OnnxSource.of(proto, beside);
            ModelInfo info = Metadata.read(
                    proto.metadata(), source.inputShape(), name(proto, file), !source.endsInProbabilities());
            return Model.of(source, source.initialParameters(0), source.initialState(), info, backend);
        } catch (FormatException e) {
            throw Damage.in(file, e);
        }
    }

    private static String name(ModelProto proto, Path file) {
        String graph = proto.graph().name();
        return graph.isEmpty() ? String.valueOf(file.getFileName()) : graph;
    }

    @Override
    public void write(Model model, Path file) throws IOException {
        OnnxSource read = model.source() instanceof OnnxSource s ? s : null;
        try {
            Exporter.Result r = Exporter.export(
                    model.source(),
                    model.parameters(),
                    model.state(),
                    model.info().name(),
                    read == null ? GraphSource.INPUT : read.inputName(),
                    read == null ? List.of() : read.outputNames());
            WireWriter bytes = r.model(Noyau.version(), Metadata.write(model.info(), r.states()))
                    .write();
            if (bytes.length() > MAX_BYTES) {
                throw new FormatException(file + ": the model has " + bytes.length()
                        + " bytes, an ONNX file holds at most " + MAX_BYTES + "; save its parameters as safetensors");
            }
            AtomicFile.write(file, bytes::writeTo);
        } catch (ExportException e) {
            throw new FormatException(file + ": cannot be written, " + e.getMessage(), e);
        }
    }
}
