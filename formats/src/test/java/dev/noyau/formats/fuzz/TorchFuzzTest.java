package dev.noyau.formats.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.noyau.formats.torch.TorchFormat;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class TorchFuzzTest {
    @FuzzTest
    void reads(byte[] bytes) throws IOException {
        Fuzzing.read(bytes, "weights.pt", 8192, new TorchFormat()::read);
    }
}
