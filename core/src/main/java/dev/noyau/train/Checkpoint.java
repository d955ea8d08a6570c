package dev.noyau.train;

import dev.noyau.graph.Parameters;
import dev.noyau.model.FormatException;
import dev.noyau.model.Formats;
import dev.noyau.model.TensorFormat;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// A training on disk: parameters (`model.` and their path), state (`state.`), moments (`optimizer.m.`), and
/// counters as words. All random numbers are functions of the seed and the counters, so nothing else needs to
/// be kept.
///
/// @param contents tensors by name, and words
public record Checkpoint(TensorFormat.Contents contents) {
    private static final String KIND = "noyau.checkpoint";
    private static final String VERSION = "1";
    private static final String NOTE = "note.";

    /// Reads a file; the format follows from its name.
    ///
    /// @throws FormatException when it is damaged or no checkpoint
    public static Checkpoint read(Path file) throws IOException {
        Checkpoint c = new Checkpoint(Formats.tensors(file).read(file));
        String version = c.contents.metadata().get(KIND);
        if (version == null) {
            throw new FormatException(file + ": no checkpoint of a training: its metadata has no '" + KIND + "'");
        }
        if (!version.equals(VERSION)) {
            throw new FormatException(file + ": checkpoint version " + version + ", this program reads " + VERSION);
        }
        return c;
    }

    void write(Path file) throws IOException {
        Formats.tensors(file).write(contents, file);
    }

    /// Steps that were done.
    public long step() {
        return Long.parseLong(word("step", "0"));
    }

    /// Whole epochs that were done.
    public int epoch() {
        return Integer.parseInt(word("epoch", "0"));
    }

    /// The words that were given with [Training#note(String, String)].
    public SequencedMap<String, String> notes() {
        SequencedMap<String, String> notes = new LinkedHashMap<>();
        contents.metadata().forEach((k, v) -> {
            if (k.startsWith(NOTE)) {
                notes.put(k.substring(NOTE.length()), v);
            }
        });
        return notes;
    }

    private String word(String key, String otherwise) {
        return contents.metadata().getOrDefault(key, otherwise);
    }

    static Checkpoint of(Trainer t) {
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        put(tensors, "model.", t.parameters());
        put(tensors, "state.", t.state());
        Parameters[] moments = t.updater().moments();
        for (int i = 0; i < moments.length; i++) {
            put(tensors, momentPrefix(t, i), moments[i]);
        }
        averages(t).forEach((prefix, p) -> put(tensors, prefix, p));
        SequencedMap<String, String> words = new LinkedHashMap<>();
        words.put(KIND, VERSION);
        words.put("network", t.networkName());
        words.put("input", t.training().source().inputShape().toString());
        words.put("loss", t.training().loss().name());
        words.put("optimizer", t.training().optimizer().name());
        words.put("optimizer.settings", t.training().optimizer().toString());
        words.put("averaging", Double.toString(t.training().update().averaging()));
        words.put("schedule", t.training().schedule().toString());
        words.put("seed", Long.toString(t.training().seed()));
        t.progress().write(words);
        t.training().notes().forEach((k, v) -> words.put(NOTE + k, v));
        return new Checkpoint(new TensorFormat.Contents(tensors, words));
    }

    /// The averaged weights and running statistics by the prefix of their names; none where none are kept.
    private static SequencedMap<String, Parameters> averages(Trainer t) {
        SequencedMap<String, Parameters> all = new LinkedHashMap<>();
        Parameters weights = t.updater().averages();
        Parameters state = t.averagedState();
        if (weights != null && state != null) {
            all.put("average.model.", weights);
            all.put("average.state.", state);
        }
        return all;
    }

    private static String momentPrefix(Trainer t, int i) {
        return "optimizer." + t.training().optimizer().moments().get(i) + ".";
    }

    private static void put(Map<String, Tensor> tensors, String prefix, Parameters p) {
        p.slots().keySet().forEach(path -> tensors.put(prefix + path, p.get(path)));
    }

    /// Puts everything into a trainer, or leaves it as it was.
    ///
    /// @throws FormatException when the checkpoint is not one of this network, optimizer and seed
    void into(Trainer t, Path file) throws FormatException {
        same(file, "optimizer", t.training().optimizer().name());
        same(file, "averaging", Double.toString(t.training().update().averaging()));
        same(file, "seed", Long.toString(t.training().seed()));
        same(file, "loss", t.training().loss().name());
        Parameters[] moments = t.updater().moments();
        check(file, "model.", t.parameters());
        check(file, "state.", t.state());
        for (int i = 0; i < moments.length; i++) {
            check(file, momentPrefix(t, i), moments[i]);
        }
        for (Map.Entry<String, Parameters> e : averages(t).entrySet()) {
            check(file, e.getKey(), e.getValue());
        }
        try {
            t.progress().read(contents.metadata());
        } catch (NumberFormatException e) {
            throw new FormatException(file + ": a counter of the checkpoint is no number: " + e.getMessage(), e);
        }
        get("model.", t.parameters());
        get("state.", t.state());
        for (int i = 0; i < moments.length; i++) {
            get(momentPrefix(t, i), moments[i]);
        }
        averages(t).forEach(this::get);
    }

    private void same(Path file, String key, String mine) throws FormatException {
        String theirs = word(key, key.equals("averaging") ? "0.0" : "");
        if (!theirs.equals(mine)) {
            throw new FormatException(file + ": the checkpoint was written with " + key + " " + theirs
                    + ", this training has " + mine + "; go on with the settings that it began with");
        }
    }

    private void check(Path file, String prefix, Parameters p) throws FormatException {
        for (Parameters.Slot s : p.slots().values()) {
            Tensor v = contents.tensors().get(prefix + s.path());
            if (v == null || !v.shape().equals(s.shape())) {
                throw new FormatException(file + ": the network has '" + prefix + s.path() + "' of shape " + s.shape()
                        + ", the checkpoint has " + (v == null ? "none" : v.shape())
                        + "; is it one of another network?");
            }
        }
        for (String name : contents.tensors().keySet()) {
            if (name.startsWith(prefix) && !p.slots().containsKey(name.substring(prefix.length()))) {
                throw new FormatException(file + ": the checkpoint has '" + name
                        + "', the network does not; is it one of another network?");
            }
        }
    }

    private void get(String prefix, Parameters p) {
        p.slots().keySet().forEach(path -> {
            Tensor v = contents.tensors().get(prefix + path);
            if (v != null) {
                p.set(path, v);
            }
        });
    }
}
