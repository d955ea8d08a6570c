package dev.noyau.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.noyau.Noyau;
import dev.noyau.formats.testing.Json;
import dev.noyau.graph.Backend;
import dev.noyau.model.FormatException;
import dev.noyau.reference.ReferenceBackend;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Layers of Keras and operations of WebNN, said in ONNX, give what those libraries gave, on both backends; or are
/// refused for the reason that `peers-unsupported.tsv` states.
///
/// The cases are in the folder `peers` of the resources; `-Dnoyau.peerFixtures=DIR` takes those of another folder,
/// which
/// has them as `kerasjs_cases.json` and `webnn_cases.json`.
class PeersTest {
    private static final List<Backend> BACKENDS = List.of(Noyau.backend(), new ReferenceBackend());

    /// Before what a case differs in where the library is wrong, and not we.
    private static final String DIFFERS = "differs: ";

    @FunctionalInterface
    private interface Reading {
        PeerModel model(Map<?, ?> json) throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        Map<String, @Nullable String> unsupported = unsupported();
        SequencedMap<String, DynamicTest> tests = new LinkedHashMap<>();
        add(tests, unsupported, cases("kerasjs_cases.json"), "keras ", Keras::model);
        add(tests, unsupported, cases("webnn_cases.json"), "webnn ", Webnn::model);
        List<DynamicTest> all = new ArrayList<>(tests.sequencedValues());
        all.add(dynamicTest(
                "the list names no others", () -> assertThat(tests.keySet()).containsAll(unsupported.keySet())));
        return all.stream();
    }

    private static List<?> cases(String name) throws IOException {
        String given = System.getProperty("noyau.peerFixtures");
        if (given != null) {
            return (List<?>) Json.read(Files.readAllBytes(Path.of(given, name)));
        }
        try (InputStream in = new GZIPInputStream(PeersTest.class.getResourceAsStream("/peers/" + name + ".gz"))) {
            return (List<?>) Json.read(in.readAllBytes());
        }
    }

    /// WebNN's tests have the same name where they differ in their numbers: those are counted.
    private static void add(
            Map<String, DynamicTest> tests,
            Map<String, @Nullable String> unsupported,
            List<?> cases,
            String from,
            Reading reading) {
        Map<String, Integer> seen = new HashMap<>();
        for (Object c : cases) {
            Map<?, ?> json = (Map<?, ?>) c;
            String plain =
                    from + (json.containsKey("key") ? json.get("key") : json.get("op") + ": " + json.get("test"));
            int count = seen.merge(plain, 1, Integer::sum);
            String name = count == 1 ? plain : plain + " (" + count + ")";
            tests.put(name, dynamicTest(name, () -> check(reading.model(json), unsupported.get(name))));
        }
    }

    private static void check(PeerModel model, @Nullable String reason) throws IOException {
        for (Backend backend : BACKENDS) {
            if (reason == null || reason.startsWith(DIFFERS)) {
                String expected = reason == null ? "" : reason.substring(DIFFERS.length());
                assertThat(model.run(backend)).as(backend.name()).isEqualTo(expected);
            } else {
                assertThatThrownBy(() -> model.run(backend))
                        .as("it is listed as not supported")
                        .isInstanceOf(FormatException.class)
                        .hasMessageEndingWith(reason);
            }
        }
    }

    /// Cases that are not supported, with the importer's reason, or with what differs.
    private static Map<String, @Nullable String> unsupported() throws IOException {
        Map<String, @Nullable String> map = new LinkedHashMap<>();
        try (InputStream in = PeersTest.class.getResourceAsStream("/peers-unsupported.tsv")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> map.put(line.split("\t", -1)[0], line.split("\t", -1)[1]));
        }
        return map;
    }
}
