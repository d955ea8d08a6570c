package dev.noyau.formats.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.noyau.formats.data.CifarFolder;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class CifarFuzzTest {
    @FuzzTest
    void reads(byte[] bytes) throws IOException {
        Fuzzing.read(bytes, "test_batch.bin", 64, f -> CifarFolder.test(Objects.requireNonNull(f.getParent())));
    }
}
