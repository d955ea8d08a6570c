package dev.noyau.formats.onnx.proto;

import dev.noyau.model.FormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The whole file.
///
/// @param irVersion of the file format
/// @param producer program that wrote it
/// @param opsets version of the operators by domain; `""` is ONNX's own
/// @param functions operators that the model defines itself
/// @param metadata free words
public record ModelProto(
        long irVersion,
        String producer,
        String producerVersion,
        Map<String, Long> opsets,
        GraphProto graph,
        List<FunctionProto> functions,
        SequencedMap<String, String> metadata) {

    /// Reads a file's bytes, which the result goes on referring to.
    ///
    /// @throws FormatException saying where and why, without the file's name
    public static ModelProto read(byte[] bytes) throws FormatException {
        WireReader in = new WireReader(bytes);
        long irVersion = 0;
        String producer = "";
        String producerVersion = "";
        Map<String, Long> opsets = new LinkedHashMap<>();
        GraphProto graph = null;
        List<FunctionProto> functions = new ArrayList<>();
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> irVersion = in.int64();
                case 2 -> producer = in.text();
                case 3 -> producerVersion = in.text();
                case 7 -> graph = GraphProto.read(in.message());
                case 8 -> readOpset(in.message(), opsets);
                case 14 -> readMetadata(in.message(), metadata);
                case 25 -> functions.add(FunctionProto.read(in.message()));
                default -> in.skip();
            }
        }
        if (graph == null || opsets.isEmpty()) {
            throw new FormatException(
                    "it is truncated or not an ONNX model: it has no " + (graph == null ? "graph" : "operator set"));
        }
        return new ModelProto(irVersion, producer, producerVersion, opsets, graph, functions, metadata);
    }

    static void readOpset(WireReader in, Map<String, Long> opsets) throws FormatException {
        String domain = "";
        long version = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> domain = in.text();
                case 2 -> version = in.int64();
                default -> in.skip();
            }
        }
        opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
    }

    static void readMetadata(WireReader in, Map<String, String> metadata) throws FormatException {
        String key = "";
        String value = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.text();
                case 2 -> value = in.text();
                default -> in.skip();
            }
        }
        metadata.put(key, value);
    }

    /// The file's bytes.
    public WireWriter write() {
        WireWriter out = new WireWriter();
        out.int64(1, irVersion);
        out.text(2, producer);
        out.text(3, producerVersion);
        opsets.forEach((domain, version) -> out.message(8, o -> {
            o.textAlways(1, domain);
            o.int64(2, version);
        }));
        metadata.forEach((k, v) -> out.message(14, e -> {
            e.text(1, k);
            e.textAlways(2, v);
        }));
        out.message(7, graph::write);
        return out;
    }
}
