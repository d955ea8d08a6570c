package dev.noyau.model;

import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Parameters;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Tensors by name, as files of weights hold them, on their way into a network. Immutable: each method
/// gives another one.
///
/// ```java
/// GraphSource net = Weights.read(Path.of("resnet20.th"))
///         .under("state_dict.module")
///         .renamed("linear", "fc")
///         .into(network);
/// ```
///
/// Names are compared with the paths of a network's parameters and state, and all must fit: what is
/// missing, what is left over and what has another shape is told at once.
public final class Weights {
    private static final String CHECKPOINT = "noyau.checkpoint";

    /// PyTorch counts batches beside its running statistics; nothing here needs the count.
    private static final Pattern COUNTS = Pattern.compile("(.*\\.)?num_batches_tracked");

    private final String origin;
    private final SequencedMap<String, Tensor> tensors;
    private final Map<String, String> words;

    private Weights(String origin, SequencedMap<String, Tensor> tensors, Map<String, String> words) {
        this.origin = origin;
        this.tensors = tensors;
        this.words = words;
    }

    /// Reads a file of weights: safetensors, PyTorch's state dicts, NumPy's arrays, told apart by their
    /// first bytes; or a model. Of a checkpoint of a training the parameters and the running statistics are taken,
    /// as the last step left them; moments, averages and counters are not.
    ///
    /// @throws FormatException when the file is damaged, or none of these
    public static Weights read(Path file) throws IOException {
        if (Formats.isModel(file)) {
            Weights w = of(Model.load(file));
            return new Weights(file.toString(), w.tensors, w.words);
        }
        TensorFormat.Contents c = Formats.tensorsIn(file).read(file);
        Weights w = new Weights(file.toString(), c.tensors(), c.metadata());
        return c.metadata().containsKey(CHECKPOINT)
                ? w.without("(optimizer|average)\\..*").renamed("^(model|state)\\.", "")
                : w;
    }

    /// Weights from memory.
    public static Weights of(Map<String, Tensor> tensors) {
        return new Weights("the weights", new LinkedHashMap<>(tensors), Map.of());
    }

    /// The parameters and the state of a model.
    public static Weights of(Model model) {
        SequencedMap<String, Tensor> all = new LinkedHashMap<>();
        for (Parameters p : List.of(model.parameters(), model.state())) {
            p.slots().keySet().forEach(path -> all.put(path, p.get(path)));
        }
        return new Weights("the model", all, Map.of());
    }

    /// Writes them to a file; the format follows from its name.
    ///
    /// @throws FormatException when that format is only read
    public void write(Path file) throws IOException {
        Formats.tensors(file).write(new TensorFormat.Contents(tensors, words), file);
    }

    /// All of them, in their order; for reading only.
    public SequencedMap<String, Tensor> tensors() {
        return Collections.unmodifiableSequencedMap(tensors);
    }

    /// What the file says beside them: texts and numbers by name.
    public Map<String, String> words() {
        return Collections.unmodifiableMap(words);
    }

    /// One of them.
    ///
    /// @throws IllegalArgumentException when there is none of that name
    public Tensor get(String name) {
        Tensor t = tensors.get(name);
        if (t == null) {
            throw new IllegalArgumentException(
                    origin + ": there is no '" + name + "'; there are " + String.join(", ", tensors.keySet()));
        }
        return t;
    }

    /// Replaces what a regular expression finds in names, as [String#replaceAll(String, String)] does.
    ///
    /// @throws IllegalArgumentException when two of them get the same name
    public Weights renamed(String regex, String replacement) {
        Pattern p = Pattern.compile(regex);
        return renamed(name -> p.matcher(name).replaceAll(replacement));
    }

    private Weights renamed(UnaryOperator<String> rule) {
        SequencedMap<String, Tensor> all = new LinkedHashMap<>();
        tensors.forEach((name, t) -> {
            String other = rule.apply(name);
            if (all.put(other, t) != null) {
                throw new IllegalArgumentException(
                        origin + ": '" + name + "' would be renamed to '" + other + "', which another one is");
            }
        });
        return new Weights(origin, all, words);
    }

    /// Only what lies under a path, which is taken off the names: `under("state_dict.module")`.
    ///
    /// @throws IllegalArgumentException when nothing does
    public Weights under(String path) {
        String prefix = path.isEmpty() || path.endsWith(".") ? path : path + ".";
        SequencedMap<String, Tensor> all = new LinkedHashMap<>();
        tensors.forEach((name, t) -> {
            if (name.startsWith(prefix)) {
                all.put(name.substring(prefix.length()), t);
            }
        });
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    origin + ": nothing lies under '" + path + "'; there are " + String.join(", ", tensors.keySet()));
        }
        return new Weights(origin, all, words);
    }

    /// Leaves out those whose whole name a regular expression matches.
    public Weights without(String regex) {
        Pattern p = Pattern.compile(regex);
        SequencedMap<String, Tensor> all = new LinkedHashMap<>(tensors);
        all.keySet().removeIf(name -> p.matcher(name).matches());
        return new Weights(origin, all, words);
    }

    /// Takes a path off the names that all parameters of a network have in front of theirs here, as
    /// `state_dict.module`; gives the same weights where there is none.
    public Weights fitting(GraphSource source) {
        return prefix(source.initialParameters(0)).map(this::under).orElse(this);
    }

    private Optional<String> prefix(Parameters p) {
        Set<String> wanted = p.slots().keySet();
        if (wanted.isEmpty() || tensors.keySet().containsAll(wanted)) {
            return Optional.empty();
        }
        String first = "." + wanted.iterator().next();
        return tensors.keySet().stream()
                .filter(name -> name.endsWith(first))
                .map(name -> name.substring(0, name.length() - first.length()))
                .filter(prefix -> wanted.stream().allMatch(w -> tensors.containsKey(prefix + "." + w)))
                .findFirst();
    }

    /// A graph source that begins with these numbers. Training starts from them; a model is made of it
    /// with [Model#of(GraphSource, ModelInfo, dev.noyau.graph.Backend)].
    ///
    /// @param optional regular expressions for the paths that may be missing here: they are drawn as for
    /// an untrained network
    /// @throws IllegalArgumentException naming all that is missing, left over, or of another shape
    public GraphSource into(GraphSource source, String... optional) {
        return into(source, 0, optional);
    }

    /// The same, where what is optional and missing is drawn with a seed.
    public GraphSource into(GraphSource source, long seed, String... optional) {
        Parameters parameters = source.initialParameters(seed);
        Parameters state = source.initialState();
        into(parameters, state, optional);
        return new Initialised(source, parameters, state);
    }

    /// Overwrites parameters and state, all or nothing.
    ///
    /// @throws IllegalArgumentException naming all that is missing, left over, or of another shape
    public void into(Parameters parameters, Parameters state, String... optional) {
        Fit fit = new Fit(origin, tensors);
        List<Pattern> absent = Stream.of(optional).map(Pattern::compile).toList();
        fit.check(parameters, absent);
        fit.check(state, absent);
        String hint = prefix(parameters)
                .map(p -> "All its names are under '" + p + "' here: take that off with under(\"" + p + "\").")
                .orElse("");
        fit.finish(name -> COUNTS.matcher(name).matches(), hint);
        for (Parameters p : List.of(parameters, state)) {
            for (String path : p.slots().keySet()) {
                Tensor t = tensors.get(path);
                if (t != null) {
                    p.set(path, floats(t));
                }
            }
        }
    }

    private static Tensor floats(Tensor t) {
        if (t.dtype() == DType.F32) {
            return t;
        }
        float[] values = new float[t.longData().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = t.longData()[i];
        }
        return Tensor.wrap(t.shape(), values);
    }

    @Override
    public String toString() {
        return origin + ": " + tensors.size() + " tensors";
    }
}
