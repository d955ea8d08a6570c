package dev.noyau.formats.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.data.Targets;
import dev.noyau.formats.testing.Corruption;
import dev.noyau.formats.testing.SharedData;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundTest {
    @TempDir
    Path folder;

    private Path wav(String name, AudioFormat format, byte... samples) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        long frames = samples.length / format.getFrameSize();
        try (AudioInputStream in = new AudioInputStream(new ByteArrayInputStream(samples), format, frames)) {
            AudioSystem.write(in, AudioFileFormat.Type.WAVE, file.toFile());
        }
        return file;
    }

    /// Sixteen bits, one channel.
    private Path wav(String name, int rate, int... samples) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int s : samples) {
            b.putShort((short) s);
        }
        return wav(name, new AudioFormat(rate, 16, 1, true, false), b.array());
    }

    @Test
    void samplesOfAnyWidthAreSharesOfTheLargest() throws IOException {
        Sound s = Sound.read(wav("a.wav", 8000, 0, 16384, -32768));
        assertThat(s.rate()).isEqualTo(8000);
        assertThat(s.channels()).isEqualTo(1);
        assertThat(s.samples()).containsExactly(0, 0.5f, -1);
        byte half = (byte) 0xc0;
        assertThat(Sound.read(wav("b.wav", new AudioFormat(8000, 8, 1, false, false), (byte) 128, half, (byte) 0))
                        .samples())
                .containsExactly(0, 0.5f, -1);
        byte[] two = {0, 0, 0x40, 0, 0, -128, 0, 0, 0, 1, 0, 0};
        Sound stereo = Sound.read(wav("c.wav", new AudioFormat(44100, 24, 2, true, false), two));
        assertThat(stereo.channels()).isEqualTo(2);
        assertThat(stereo.samples()).containsExactly(0.5f, 0, -1, 0x1p-23f);
        byte[] real = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.75f)
                .array();
        AudioFormat f = new AudioFormat(AudioFormat.Encoding.PCM_FLOAT, 16000, 32, 1, 4, 16000, false);
        assertThat(Sound.read(wav("d.wav", f, real)).samples()).containsExactly(0.75f);
        AudioFormat law = new AudioFormat(AudioFormat.Encoding.ULAW, 8000, 8, 1, 1, 8000, false);
        assertThat(Sound.read(wav("e.wav", law, (byte) 0xff, (byte) 0x80)).samples())
                .containsExactly(new float[] {0, 0.98f}, within(0.01f));
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        Path file = wav("a.wav", 8000, new int[300]);
        assertThatThrownBy(() -> Sound.read(Files.writeString(folder.resolve("x.wav"), "no sound")))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("x.wav: is no recording");
        Corruption.truncate(file, Sound::read);
        Corruption.flip(file, Sound::read);
    }

    @Test
    void namesDivideTheRecordings() throws IOException {
        for (int index = 3; index < 8; index++) {
            wav("recordings/0_ann_" + index + ".wav", 8000, index * 1000, 1);
            wav("recordings/1_bob_lee_" + index + ".wav", 8000, index * 1000, 2, 3, 4);
        }
        SoundFolder f = SoundFolder.read(folder, 3);
        assertThat(f.train().size()).isEqualTo(6);
        assertThat(f.test().orElseThrow().size()).isEqualTo(4);
        assertThat(f.train().labels()).containsExactly("0", "1");
        assertThat(f.train().shape()).isEqualTo(Shape.of(1, 3));
        float[] values = {9, 9, 9, 9};
        long[] t = new long[1];
        f.train().read(0, values, 1, Targets.classes(t), 0);
        assertThat(values).containsExactly(9, 5000 / 32768f, 1 / 32768f, 0);
        f.test().orElseThrow().read(3, values, 0, Targets.classes(t), 0);
        assertThat(values).startsWith(4000 / 32768f, 2 / 32768f, 3 / 32768f);
        assertThat(t[0]).isEqualTo(1);
    }

    @Test
    void foldersAreClassesAndAllRecordingsAlike() throws IOException {
        wav("no/1.wav", 8000, 1, 2);
        wav("yes/1.wav", 8000, 3, 4);
        SoundFolder f = SoundFolder.read(folder, 2);
        assertThat(f.test()).isEmpty();
        assertThat(f.train().labels()).containsExactly("no", "yes");
        assertThat(f.train().rate()).isEqualTo(8000);
        wav("yes/2.wav", 16000, 3, 4);
        assertThatThrownBy(() -> SoundFolder.read(folder, 2))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("2.wav: has 16000 samples a second in 1 channel");
    }

    @Test
    void spokenDigits() throws IOException {
        Path source = SharedData.require("spoken-digits.tar.gz");
        int n = 0;
        for (Map.Entry<String, byte[]> e : SharedData.files(
                        source, name -> name.matches("recordings/.*_(jackson|theo)_[0-9]\\.wav"))
                .entrySet()) {
            Path file = folder.resolve(e.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, e.getValue());
            n++;
        }
        assertThat(n).isEqualTo(200);
        SoundFolder f = SoundFolder.read(folder, 8000);
        assertThat(f.train().size()).isEqualTo(100);
        assertThat(f.test().orElseThrow().size()).isEqualTo(100);
        assertThat(f.train().classes()).isEqualTo(10);
        assertThat(f.train().rate()).isEqualTo(8000);
    }
}
