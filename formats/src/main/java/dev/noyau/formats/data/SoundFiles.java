package dev.noyau.formats.data;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Recordings with a class for each, in memory. Each is cut to one length, or filled up with silence behind.
///
/// **Shapes**: samples (C, L), targets (N).
public final class SoundFiles implements Dataset {
    private final List<Sound> sounds;
    private final int[] targets;
    private final List<String> labels;
    private final Shape shape;

    private SoundFiles(List<Sound> sounds, int[] targets, List<String> labels, Shape shape) {
        this.sounds = sounds;
        this.targets = targets;
        this.labels = labels;
        this.shape = shape;
    }

    /// Reads the files.
    ///
    /// @param length samples that each recording gets
    /// @throws FormatException when one is damaged, or they differ in channels or rate
    static SoundFiles read(ClassFolders.Listing files, int length) throws IOException {
        if (length < 1) {
            throw new IllegalArgumentException("recordings get a length of at least 1, found " + length);
        }
        List<Sound> sounds = new ArrayList<>();
        for (Path file : files.files()) {
            Sound s = Sound.read(file);
            Sound first = sounds.isEmpty() ? s : sounds.getFirst();
            if (s.rate() != first.rate() || s.channels() != first.channels()) {
                throw new FormatException(
                        file + ": has " + kind(s) + ", " + files.files().getFirst() + " has " + kind(first)
                                + "; all recordings of a data set must be alike, convert them before");
            }
            sounds.add(s);
        }
        int channels = sounds.getFirst().channels();
        return new SoundFiles(sounds, files.classes(), List.copyOf(files.labels()), Shape.of(channels, length));
    }

    private static String kind(Sound s) {
        return s.rate() + " samples a second in " + s.channels() + (s.channels() == 1 ? " channel" : " channels");
    }

    /// Samples a second.
    public int rate() {
        return sounds.getFirst().rate();
    }

    @Override
    public void read(int index, float[] inputs, int at, Targets target, int targetAt) {
        Sound s = sounds.get(index);
        int length = shape.dim(1);
        int taken = Math.min(length, s.length());
        for (int c = 0; c < s.channels(); c++) {
            int to = at + c * length;
            System.arraycopy(s.samples(), c * s.length(), inputs, to, taken);
            Arrays.fill(inputs, to + taken, to + length, 0);
        }
        target.classes()[targetAt] = targets[index];
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public int size() {
        return sounds.size();
    }

    @Override
    public List<String> labels() {
        return labels;
    }
}
