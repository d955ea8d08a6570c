package dev.noyau.formats.onnx;

import dev.noyau.model.FormatException;
import dev.noyau.model.ModelInfo;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a prediction needs beside the graph, as ONNX's `metadata_props`: words that any runtime keeps and any
/// reader can take apart.
///
/// | key | value |
/// |---|---|
/// | `noyau.name` | name of the architecture |
/// | `noyau.input` | shape of one input, as `1x28x28` |
/// | `noyau.mean`, `noyau.std` | a number for each channel, as `0.485,0.456,0.406` |
/// | `noyau.labels` | names of the classes, one a line |
/// | `noyau.logits` | `true` for scores before softmax, `false` for probabilities |
/// | `noyau.state` | names of the initializers that are running statistics, one a line |
final class Metadata {
    private static final String NAME = "noyau.name";
    private static final String INPUT = "noyau.input";
    private static final String MEAN = "noyau.mean";
    private static final String STD = "noyau.std";
    private static final String LABELS = "noyau.labels";
    private static final String LOGITS = "noyau.logits";
    private static final String STATE = "noyau.state";

    private Metadata() {}

    static SequencedMap<String, String> write(ModelInfo info, Collection<String> states) {
        SequencedMap<String, String> m = new LinkedHashMap<>();
        m.put(NAME, info.name());
        m.put(INPUT, info.input().pretty().replace('×', 'x'));
        if (!info.mean().isEmpty()) {
            m.put(MEAN, numbers(info.mean()));
        }
        if (!info.std().isEmpty()) {
            m.put(STD, numbers(info.std()));
        }
        if (!info.labels().isEmpty()) {
            m.put(LABELS, lines(info.labels()));
        }
        m.put(LOGITS, Boolean.toString(info.logits()));
        if (!states.isEmpty()) {
            m.put(STATE, lines(states));
        }
        return m;
    }

    /// @param input shape of one input, where the file does not say it
    /// @param name of the model, where the file does not say it
    /// @param logits whether the output is scores, where the file does not say it
    static ModelInfo read(Map<String, String> m, Shape input, String name, boolean logits) throws FormatException {
        int channels = input.rank() == 0 ? 1 : input.dim(0);
        List<Float> mean = numbers(m, MEAN, channels);
        List<Float> std = numbers(m, STD, channels);
        for (float s : std) {
            if (s <= 0) {
                throw new FormatException("metadata " + STD + " must be positive, found " + s);
            }
        }
        return new ModelInfo(
                m.getOrDefault(NAME, name),
                input,
                mean,
                std,
                lines(m.get(LABELS)),
                m.containsKey(LOGITS) ? "true".equals(m.get(LOGITS)) : logits);
    }

    /// The shape of one input that the model was made for, or null where the file does not say it.
    static @Nullable Shape input(Map<String, String> m) throws FormatException {
        String text = m.get(INPUT);
        if (text == null) {
            return null;
        }
        try {
            String[] sizes = text.split("x", -1);
            int[] d = new int[sizes.length];
            for (int i = 0; i < d.length; i++) {
                d[i] = Integer.parseInt(sizes[i]);
            }
            return Shape.of(d);
        } catch (IllegalArgumentException e) {
            throw new FormatException("metadata " + INPUT + " should be sizes as 1x28x28, found '" + text + "'", e);
        }
    }

    static Set<String> states(Map<String, String> m) {
        return new LinkedHashSet<>(lines(m.get(STATE)));
    }

    private static String numbers(List<Float> values) {
        return String.join(",", values.stream().map(f -> Float.toString(f)).toList());
    }

    private static List<Float> numbers(Map<String, String> m, String key, int channels) throws FormatException {
        List<Float> list = new ArrayList<>();
        String text = m.get(key);
        if (text == null) {
            return list;
        }
        try {
            for (String s : text.split(",", -1)) {
                list.add(Float.parseFloat(s));
            }
        } catch (NumberFormatException e) {
            throw new FormatException("metadata " + key + " should be numbers as 0.5,0.5, found '" + text + "'", e);
        }
        boolean finite = true;
        for (float f : list) {
            finite &= Float.isFinite(f);
        }
        if (list.size() != channels || !finite) {
            throw new FormatException("metadata " + key + " should be a number for each of " + channels
                    + " channels, found '" + text + "'");
        }
        return list;
    }

    /// A backslash and a line break are written as `\\` and `\n`.
    private static String lines(Collection<String> texts) {
        StringBuilder b = new StringBuilder();
        for (String t : texts) {
            b.append(b.isEmpty() ? "" : "\n").append(t.replace("\\", "\\\\").replace("\n", "\\n"));
        }
        return b.toString();
    }

    private static List<String> lines(@Nullable String text) {
        List<String> list = new ArrayList<>();
        if (text != null) {
            for (String line : text.split("\n", -1)) {
                list.add(unescaped(line));
            }
        }
        return list;
    }

    private static String unescaped(String s) {
        if (s.indexOf('\\') < 0) {
            return s;
        }
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < s.length(); i++) {
            boolean escape = s.charAt(i) == '\\' && i + 1 < s.length();
            char c = s.charAt(escape ? ++i : i);
            b.append(escape && c == 'n' ? '\n' : c);
        }
        return b.toString();
    }
}
