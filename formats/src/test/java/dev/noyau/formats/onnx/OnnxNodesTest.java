package dev.noyau.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.noyau.Noyau;
import dev.noyau.formats.testing.SharedData;
import dev.noyau.graph.Backend;
import dev.noyau.model.FormatException;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// ONNX's own tests of its operators, on both backends: each case gives what it should, or is refused for the
/// reason that `onnx-unsupported.tsv` states.
///
/// `-Dnoyau.onnxTests=DIR` runs any other set of the same layout; without it, the set is
/// `../shared/data/onnx-node-tests.tar.gz`. Where a folder has a `manifest.tsv`, its cases are run; else all
/// folders that hold a `model.onnx`.
class OnnxNodesTest {
    private static final double RELATIVE = 1e-3;
    private static final double ABSOLUTE = 1e-5;
    private static final String DEFAULT = "onnx-node-tests";
    private static final List<Backend> BACKENDS = List.of(Noyau.backend(), new ReferenceBackend());

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        String given = System.getProperty("noyau.onnxTests");
        Path source = given == null ? SharedData.require(DEFAULT + ".tar.gz") : Path.of(given);
        SequencedMap<String, byte[]> files = SharedData.files(source, n -> true);
        Map<String, SequencedMap<String, byte[]>> folders = folders(files);
        Map<String, String> unsupported = unsupported();
        Stream<DynamicTest> all = names(given, files, folders).stream()
                .map(name -> dynamicTest(name, () -> check(name, folders.get(name), unsupported.get(name))));
        return given == null
                ? Stream.concat(
                        all,
                        Stream.of(dynamicTest(
                                "the list names no others",
                                () -> assertThat(folders.keySet()).containsAll(unsupported.keySet()))))
                : all;
    }

    private static List<String> names(
            String given, Map<String, byte[]> files, Map<String, SequencedMap<String, byte[]>> folders)
            throws IOException {
        byte[] manifest = given == null
                ? Files.readAllBytes(SharedData.require(DEFAULT + ".manifest.tsv"))
                : files.get("manifest.tsv");
        return manifest == null
                ? List.copyOf(folders.keySet())
                : new String(manifest, StandardCharsets.UTF_8)
                        .lines()
                        .skip(1)
                        .map(line -> line.split("\t", -1)[0])
                        .toList();
    }

    /// The files of each case, by the name of the folder that holds its model.
    private static Map<String, SequencedMap<String, byte[]>> folders(Map<String, byte[]> files) {
        Map<String, SequencedMap<String, byte[]>> folders = new TreeMap<>();
        for (String name : files.keySet()) {
            if (name.endsWith("/model.onnx")) {
                folders.put(name.substring(0, name.lastIndexOf('/')), new LinkedHashMap<>());
            }
        }
        files.forEach((name, bytes) -> {
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                SequencedMap<String, byte[]> folder = folders.get(name.substring(0, slash));
                if (folder != null) {
                    folder.put(name.substring(slash + 1), bytes);
                }
            }
        });
        return folders;
    }

    /// Cases that are not supported, with the importer's reason.
    private static Map<String, String> unsupported() throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        try (InputStream in = OnnxNodesTest.class.getResourceAsStream("/onnx-unsupported.tsv")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> map.put(line.split("\t", -1)[0], line.split("\t", -1)[1]));
        }
        return map;
    }

    private static void check(String name, SequencedMap<String, byte[]> files, String reason) throws IOException {
        assertThat(files).as("files of %s", name).isNotNull();
        NodeCase c = new NodeCase(files);
        List<NodeCase.DataSet> sets = c.dataSets();
        Assumptions.assumeFalse(sets.isEmpty(), () -> name + " has no expected outputs");
        for (NodeCase.DataSet data : sets) {
            for (Backend backend : BACKENDS) {
                if (reason != null) {
                    assertThatThrownBy(() -> c.run(data, backend))
                            .as("%s is listed as not supported", name)
                            .isInstanceOf(FormatException.class)
                            .hasMessageEndingWith(reason);
                } else {
                    compare(c, data, c.run(data, backend), backend.name() + ", " + data.folder());
                }
            }
        }
    }

    private static void compare(NodeCase c, NodeCase.DataSet data, List<Tensor> actual, String where)
            throws IOException {
        if (c.isRandom(data)) {
            dropped(data, actual, where);
            return;
        }
        for (int k = 0; k < data.outputs().size(); k++) {
            assertThat(NodeCase.difference(actual.get(k), data.outputs().get(k), RELATIVE, ABSOLUTE))
                    .as("%soutput_%d", where, k)
                    .isEmpty();
        }
    }

    /// The mask is drawn, and no two generators are the same: each value is dropped, or scaled as in the file.
    private static void dropped(NodeCase.DataSet data, List<Tensor> actual, String where) throws IOException {
        float[] x = data.inputs().getFirst().tensor().data();
        float[] expected = data.outputs().getFirst().tensor().data();
        float scale = 0;
        for (int i = 0; i < x.length; i++) {
            scale = expected[i] == 0 ? scale : expected[i] / x[i];
        }
        float[] y = actual.getFirst().data();
        assertThat(actual.getFirst().shape())
                .as(where)
                .isEqualTo(data.outputs().getFirst().shape());
        for (int i = 0; i < x.length; i++) {
            assertThat(y[i] == 0 || Math.abs(y[i] - x[i] * scale) <= RELATIVE * Math.abs(x[i] * scale))
                    .as("%s value %d: %s from %s", where, i, y[i], x[i])
                    .isTrue();
            if (actual.size() > 1) {
                assertThat(actual.get(1).longData()[i] != 0).as(where).isEqualTo(y[i] != 0);
            }
        }
    }
}
