package dev.noyau.formats.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.noyau.model.Model;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class OnnxFuzzTest {
    @FuzzTest
    void reads(byte[] bytes) throws IOException {
        Fuzzing.read(bytes, "model.onnx", 4096, Model::load);
    }
}
