package dev.noyau.formats.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.noyau.formats.data.ClassTable;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class ClassTableFuzzTest {
    @FuzzTest
    void reads(byte[] bytes) throws IOException {
        Fuzzing.read(bytes, "classes.txt", 4096, ClassTable::read);
    }
}
