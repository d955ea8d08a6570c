package dev.noyau.formats.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.noyau.formats.data.ImageList;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class ImageListFuzzTest {
    @FuzzTest
    void reads(byte[] bytes) throws IOException {
        Fuzzing.read(bytes, "list.csv", 4096, ImageList::read);
    }
}
