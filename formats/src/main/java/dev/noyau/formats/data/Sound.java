package dev.noyau.formats.data;

import dev.noyau.formats.io.Damage;
import dev.noyau.formats.io.InputFile;
import dev.noyau.model.FormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/// A recording: samples in [-1, 1].
///
/// **Shapes**: samples (C, L) in row-major order.
public final class Sound {
    private final int rate;
    private final int channels;
    private final float[] samples;

    private Sound(int rate, int channels, float[] samples) {
        this.rate = rate;
        this.channels = channels;
        this.samples = samples;
    }

    /// Reads a WAV file (also AIFF and AU) of whole or floating-point numbers, A-law or μ-law, through
    /// `javax.sound.sampled`.
    ///
    /// @throws FormatException when it is no such file, damaged, truncated, or packed in another way
    public static Sound read(Path file) throws IOException {
        byte[] bytes = InputFile.readAll(file);
        try (AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(bytes))) {
            return decode(in, bytes.length);
        } catch (FormatException e) {
            throw Damage.in(file, e);
        } catch (UnsupportedAudioFileException e) {
            throw new FormatException(file + ": is no recording that can be read; WAV can", e);
        } catch (IOException | RuntimeException e) {
            // The JDK's readers throw exceptions of many kinds on damaged files.
            throw Damage.in(file, new FormatException("is truncated or damaged, it cannot be decoded (" + e + ")", e));
        }
    }

    private static Sound decode(AudioInputStream raw, long fileBytes) throws IOException {
        AudioInputStream in = plain(raw);
        AudioFormat f = in.getFormat();
        int width = f.getSampleSizeInBits() / 8;
        int channels = f.getChannels();
        float rate = f.getSampleRate();
        boolean real = f.getEncoding().equals(AudioFormat.Encoding.PCM_FLOAT);
        if (channels < 1
                || !(rate >= 1 && rate < 1e9)
                || f.getSampleSizeInBits() % 8 != 0
                || !(real ? width == 4 || width == 8 : width >= 1 && width <= 4)) {
            throw new FormatException("samples of this kind cannot be read: " + f);
        }
        int frame = width * channels;
        long claimed = in.getFrameLength();
        byte[] b = bytes(in, 2 * fileBytes);
        if (b.length % frame != 0 || claimed != AudioSystem.NOT_SPECIFIED && claimed > b.length / frame) {
            throw new FormatException("is truncated, it claims " + claimed + " samples of " + frame + " bytes and has "
                    + fileBytes + " bytes");
        }
        int length = b.length / frame;
        boolean signed = !f.getEncoding().equals(AudioFormat.Encoding.PCM_UNSIGNED);
        ByteBuffer values = ByteBuffer.wrap(b).order(f.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        float[] samples = new float[length * channels];
        for (int i = 0; i < samples.length; i++) {
            int at = i * width;
            float v = real ? real(values, at, width) : whole(values, at, width, signed);
            samples[i % channels * length + i / channels] = v;
        }
        return new Sound(Math.round(rate), channels, samples);
    }

    /// What there is. A stream of frames that are larger than what is left gives nothing for ever, where
    /// `readAllBytes` would wait for its end.
    ///
    /// @param most bytes: sixteen bits for each of the eight that A-law packs
    private static byte[] bytes(AudioInputStream in, long most) throws IOException {
        byte[] b = new byte[(int) Math.min(most, Integer.MAX_VALUE - 8)];
        int n = 0;
        int read = 1;
        while (read > 0 && n < b.length) {
            read = in.read(b, n, b.length - n);
            n += Math.max(0, read);
        }
        return Arrays.copyOf(b, n);
    }

    /// A-law and μ-law become sixteen bits.
    private static AudioInputStream plain(AudioInputStream in) throws FormatException {
        AudioFormat f = in.getFormat();
        String encoding = f.getEncoding().toString().toUpperCase(Locale.ROOT);
        if (encoding.startsWith("PCM_")) {
            return in;
        }
        if (!encoding.equals("ALAW") && !encoding.equals("ULAW")) {
            throw new FormatException("samples of this kind cannot be read: " + f);
        }
        return AudioSystem.getAudioInputStream(AudioFormat.Encoding.PCM_SIGNED, in);
    }

    private static float real(ByteBuffer values, int at, int width) throws FormatException {
        double v = width == 4 ? values.getFloat(at) : values.getDouble(at);
        if (!(Math.abs(v) <= Float.MAX_VALUE)) {
            throw new FormatException("holds a sample that is no number: " + v);
        }
        return (float) v;
    }

    private static float whole(ByteBuffer values, int at, int width, boolean signed) {
        int bits = 0;
        for (int k = 0; k < width; k++) {
            int place = values.order() == ByteOrder.BIG_ENDIAN ? k : width - 1 - k;
            bits = bits << 8 | values.get(at + place) & 255;
        }
        int full = bits << (32 - 8 * width);
        return (signed ? full : full ^ Integer.MIN_VALUE) * 0x1p-31f;
    }

    /// Samples a second.
    public int rate() {
        return rate;
    }

    public int channels() {
        return channels;
    }

    /// Samples of a channel.
    public int length() {
        return samples.length / channels;
    }

    /// The samples themselves, not a copy.
    public float[] samples() {
        return samples;
    }
}
