package dev.noyau.formats.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.noyau.formats.image.PngReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class PngRowsFuzzTest {
    @FuzzTest
    void reads(byte[] bytes) throws IOException {
        Fuzzing.read(bytes, "rows.png", 131072, PngRowsFuzzTest::rows);
    }

    private static void rows(Path file) throws IOException {
        try (PngReader r = new PngReader(file)) {
            float[][] rgb = new float[3][r.width()];
            for (int y = 0; y < r.height(); y++) {
                r.nextRow(rgb);
            }
        }
    }
}
