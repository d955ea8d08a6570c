package dev.noyau.formats.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.noyau.formats.data.Sound;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class SoundFuzzTest {
    @FuzzTest
    void reads(byte[] bytes) throws IOException {
        Fuzzing.read(bytes, "sound.wav", 1024, Sound::read);
    }
}
