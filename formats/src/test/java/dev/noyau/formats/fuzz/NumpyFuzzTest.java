package dev.noyau.formats.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.noyau.formats.numpy.NumpyFormat;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class NumpyFuzzTest {
    @FuzzTest
    void reads(byte[] bytes) throws IOException {
        Fuzzing.read(bytes, "weights.npz", 8192, new NumpyFormat()::read);
    }
}
