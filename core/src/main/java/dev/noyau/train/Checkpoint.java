package dev.noyau.train;

import dev.noyau.graph.Parameters;
import dev.noyau.model.FormatException;
import dev.noyau.model.Formats;
import dev.noyau.model.TensorFormat;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/// A training on disk: parameters (`model.` and their path), state (`state.`), moments (`optimizer.m.`), averages
/// (`average.`), and counters as words. All random numbers are functions of the seed and the counters, so nothing else
/// needs to be kept.
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
        slabs(t).forEach((prefix, p) -> p.slots().keySet().forEach(path -> tensors.put(prefix + path, p.get(path))));
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

    /// All numbers of a training by the prefix of their names.
    private static SequencedMap<String, Parameters> slabs(Trainer t) {
        SequencedMap<String, Parameters> all = new LinkedHashMap<>();
        all.put("model.", t.parameters());
        all.put("state.", t.state());
        Parameters[] moments = t.updater().moments();
        for (int i = 0; i < moments.length; i++) {
            all.put("optimizer." + t.training().optimizer().moments().get(i) + ".", moments[i]);
        }
        Parameters weights = t.updater().averages();
        Parameters state = t.averagedState();
        if (weights != null && state != null) {
            all.put("average.model.", weights);
            all.put("average.state.", state);
        }
        return all;
    }

    /// Puts everything into a trainer, or leaves it as it was.
    ///
    /// @throws FormatException when the checkpoint is not one of this network, optimizer and seed
    void into(Trainer t, Path file) throws FormatException {
        same(file, "optimizer", t.training().optimizer().name());
        same(file, "averaging", Double.toString(t.training().update().averaging()));
        same(file, "seed", Long.toString(t.training().seed()));
        same(file, "loss", t.training().loss().name());
        SequencedMap<String, Parameters> all = slabs(t);
        check(file, all);
        try {
            t.progress().read(contents.metadata());
        } catch (NumberFormatException e) {
            throw new FormatException(file + ": a counter of the checkpoint is no number: " + e.getMessage(), e);
        }
        all.forEach(this::get);
    }

    private void same(Path file, String key, String mine) throws FormatException {
        String theirs = word(key, key.equals("averaging") ? "0.0" : "");
        if (!theirs.equals(mine)) {
            throw new FormatException(file + ": the checkpoint was written with " + key + " " + theirs
                    + ", this training has " + mine + "; go on with the settings that it began with");
        }
    }

    /// Fails unless the checkpoint has all tensors of the training in their shapes, and no others.
    private void check(Path file, SequencedMap<String, Parameters> all) throws FormatException {
        Set<String> left = new TreeSet<>(contents.tensors().keySet());
        List<String> wrong = new ArrayList<>();
        all.forEach((prefix, p) -> p.slots().values().forEach(s -> {
            String name = prefix + s.path();
            Tensor v = contents.tensors().get(name);
            left.remove(name);
            if (v == null) {
                wrong.add("missing: " + name + " " + s.shape());
            } else if (!v.shape().equals(s.shape()) || v.dtype() != DType.F32) {
                wrong.add("shape: " + name + " is " + s.shape() + " in the training, " + v.shape() + " of " + v.dtype()
                        + " in the checkpoint");
            }
        }));
        left.forEach(name -> wrong.add("unexpected: " + name));
        if (!wrong.isEmpty()) {
            throw new FormatException(file + ": the checkpoint does not fit this training: " + wrong.size()
                    + " tensors are missing, unexpected or of another shape; go on with the network and the settings"
                    + " that it began with\n  " + String.join("\n  ", wrong));
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
