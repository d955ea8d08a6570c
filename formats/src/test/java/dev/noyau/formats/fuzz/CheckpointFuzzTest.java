package dev.noyau.formats.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.noyau.train.Checkpoint;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class CheckpointFuzzTest {
    @FuzzTest
    void reads(byte[] bytes) throws IOException {
        Fuzzing.read(
                bytes, "checkpoint.safetensors", 1024, f -> Checkpoint.read(f).notes());
    }
}
