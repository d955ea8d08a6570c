package dev.noyau.formats.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.noyau.formats.safetensors.Safetensors;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class SafetensorsFuzzTest {
    @FuzzTest
    void reads(byte[] bytes) throws IOException {
        Fuzzing.read(bytes, "weights.safetensors", 1024, new Safetensors()::read);
    }
}
