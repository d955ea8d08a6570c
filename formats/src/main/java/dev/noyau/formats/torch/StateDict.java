package dev.noyau.formats.torch;

import dev.noyau.formats.torch.Python.Dictionary;
import dev.noyau.formats.torch.Python.Sequence;
import dev.noyau.formats.torch.Python.Tuple;
import dev.noyau.model.FormatException;
import dev.noyau.model.TensorFormat;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Flattens what a pickle holds: tensors by the path of keys that leads to them, joined by dots, and
/// other plain values as words.
final class StateDict {
    private static final int DEEPEST = 100;

    /// Tensors may share a storage, and repeat its numbers with a stride of 0; all of them together must
    /// not become much more than what the file holds.
    private static final int MOST_VALUES_A_BYTE = 4;

    private static final long VALUES_BESIDE = 1 << 16;

    /// Characters of all paths: a part may have a long key, and be in many places.
    private static final int MOST_CHARACTERS_A_BYTE = 64;

    private final long fileBytes;
    private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> words = new LinkedHashMap<>();
    private final Map<View, Tensor> read = new HashMap<>();
    private long visits;
    private long characters;
    private long values;

    private StateDict(long pickleBytes, long fileBytes) {
        this.fileBytes = fileBytes;
        visits = pickleBytes;
        characters = MOST_CHARACTERS_A_BYTE * pickleBytes;
    }

    /// @param root what the pickle holds
    /// @param name of the root, for a lone tensor
    /// @param pickleBytes its length, which bounds the parts that it may have
    /// @throws FormatException when two tensors have the same path, or there are more than the file
    /// warrants
    static TensorFormat.Contents flatten(Object root, String name, long pickleBytes, long fileBytes)
            throws IOException {
        StateDict s = new StateDict(pickleBytes, fileBytes);
        boolean lone = !(root instanceof Dictionary || root instanceof Sequence || root instanceof Tuple);
        s.visit(root, lone ? name : "", 0);
        return new TensorFormat.Contents(s.tensors, s.words);
    }

    private void visit(Object o, String path, int depth) throws IOException {
        characters -= path.length();
        if (--visits < 0 || characters < 0 || depth > DEEPEST) {
            throw new FormatException("the pickle is nested too deeply, or contains itself, at '" + path + "'");
        }
        switch (o) {
            case View v -> put(v, path);
            case Dictionary d -> {
                for (Map.Entry<Object, Object> e : d.items().entrySet()) {
                    visit(e.getValue(), join(path, e.getKey()), depth + 1);
                }
            }
            case Sequence s -> list(s.items(), path, depth);
            case Tuple t -> list(t.items(), path, depth);
            case String s -> words.put(path, s);
            case Long n -> words.put(path, n.toString());
            case BigInteger n -> words.put(path, n.toString());
            case Double n -> words.put(path, n.toString());
            case Boolean b -> words.put(path, b.toString());
            default -> {
                // None, bytes and types say nothing of weights.
            }
        }
    }

    private void list(List<Object> items, String path, int depth) throws IOException {
        for (int i = 0; i < items.size(); i++) {
            visit(items.get(i), join(path, i), depth + 1);
        }
    }

    private static String join(String path, Object key) {
        return path.isEmpty() ? key.toString() : path + "." + key;
    }

    private void put(View v, String path) throws IOException {
        Tensor t = read.get(v);
        if (t == null) {
            values += v.shape().size();
            if (values > MOST_VALUES_A_BYTE * fileBytes + VALUES_BESIDE) {
                throw new FormatException("the tensors up to '" + path + "' have " + values
                        + " values, far more than a file of " + fileBytes + " bytes holds");
            }
            t = v.read();
            read.put(v, t);
        }
        if (tensors.put(path, t) != null) {
            throw new FormatException("there are two tensors '" + path + "'");
        }
    }
}
