package dev.noyau.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The files are those that the whole field trains on: the sums are of the unpacked IDX files.
class MnistFilesTest {
    @ParameterizedTest
    @CsvSource({
        "train-images-idx3-ubyte, 47040016, ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "train-labels-idx1-ubyte,    60008, 65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "t10k-images-idx3-ubyte,   7840016, 0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "t10k-labels-idx1-ubyte,     10008, ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
    })
    void unpackedFileHasThePublishedSum(String name, int bytes, String sha256) throws Exception {
        byte[] unpacked;
        try (InputStream in = MnistFilesTest.class.getResourceAsStream(name + ".gz")) {
            assertThat(in).as("resource %s.gz", name).isNotNull();
            unpacked = new GZIPInputStream(in).readAllBytes();
        }
        assertThat(unpacked).hasSize(bytes);
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(unpacked)))
                .isEqualTo(sha256);
    }

    @Test
    void attributionAndLicenceLieBeside() throws Exception {
        try (InputStream in = MnistFilesTest.class.getResourceAsStream("LICENSE.txt")) {
            assertThat(in).isNotNull();
            assertThat(new String(in.readAllBytes())).contains("LeCun", "Cortes", "Burges", "CC BY-SA 3.0");
        }
    }
}
