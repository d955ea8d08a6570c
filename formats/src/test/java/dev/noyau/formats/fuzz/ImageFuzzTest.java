package dev.noyau.formats.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.noyau.formats.image.Images;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class ImageFuzzTest {
    @FuzzTest
    void reads(byte[] bytes) throws IOException {
        Fuzzing.read(bytes, "picture.png", 131072, Images::read);
    }
}
