package dev.noyau.formats.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.noyau.formats.data.Idx;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class IdxFuzzTest {
    @FuzzTest
    void reads(byte[] bytes) throws IOException {
        Fuzzing.read(bytes, "train-images-idx3-ubyte", 2048, Idx::images);
    }
}
