package dev.noyau.formats.torch;

import dev.noyau.formats.io.StoredType;
import dev.noyau.formats.torch.Constructor.ElementType;
import dev.noyau.formats.torch.Constructor.Function;
import dev.noyau.formats.torch.Constructor.Word;
import dev.noyau.formats.torch.Python.Dictionary;
import dev.noyau.formats.torch.Python.Reference;
import dev.noyau.formats.torch.Python.Sequence;
import dev.noyau.formats.torch.Python.Tuple;
import dev.noyau.model.FormatException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// What the constructors of a state dict do, with arguments that may be anything.
final class Builder {
    /// Pairs that were made entries of dictionaries. A pickle can name the same pairs often, so they are
    /// counted.
    private long pairs;

    /// @param most pairs that may be copied until now
    /// @throws FormatException when the arguments are not those that PyTorch writes
    Object call(Constructor c, List<Object> arguments, long most) throws FormatException {
        return switch (c) {
            case Function f -> call(f, arguments, most);
            case ElementType t -> throw new FormatException("calls the type of an element");
            case Word w -> throw new FormatException("calls a type of Python's");
        };
    }

    private Object call(Function f, List<Object> arguments, long most) throws FormatException {
        return switch (f) {
            case DICT -> dictionary(arguments, most);
            case DEFAULT_DICT -> Dictionary.empty();
            case LIST -> arguments.isEmpty() ? Sequence.empty() : new Sequence(items(arguments, 0));
            case TENSOR -> tensor(arguments);
            case TENSOR_OF_TYPE -> tensor(arguments, at(arguments, 6, ElementType.class, "an element type"));
            case PARAMETER -> at(arguments, 0, View.class, "a tensor");
            case SIZE -> new Tuple(arguments.isEmpty() ? List.of() : items(arguments, 0));
            case DEVICE -> at(arguments, 0, String.class, "a device");
        };
    }

    private Dictionary dictionary(List<Object> arguments, long most) throws FormatException {
        if (!arguments.isEmpty() && arguments.getFirst() instanceof Dictionary same) {
            return same;
        }
        Dictionary d = Dictionary.empty();
        for (Object pair : arguments.isEmpty() ? List.of() : items(arguments, 0)) {
            if (++pairs > most) {
                throw new FormatException("has more entries of dictionaries than bytes");
            }
            put(d, items(List.of(pair), 0));
        }
        return d;
    }

    private static View tensor(List<Object> arguments) throws FormatException {
        StoredType type =
                at(arguments, 0, Reference.class, "a storage").storage().type();
        return tensor(arguments, new ElementType(type));
    }

    private static View tensor(List<Object> arguments, ElementType type) throws FormatException {
        Storage storage = at(arguments, 0, Reference.class, "a storage").storage();
        StoredType t = type.type();
        if (t == null) {
            throw new FormatException("has a tensor without an element type");
        }
        long offset = at(arguments, 1, Long.class, "an offset");
        return View.of(storage, t, offset, numbers(arguments, 2), numbers(arguments, 3));
    }

    private static List<Long> numbers(List<Object> arguments, int i) throws FormatException {
        List<Long> numbers = new ArrayList<>();
        for (Object o : items(arguments, i)) {
            numbers.add(as(o, Long.class, "a whole number"));
        }
        return numbers;
    }

    private static List<Object> items(List<Object> arguments, int i) throws FormatException {
        return switch (at(arguments, i, Object.class, "a list")) {
            case Tuple t -> t.items();
            case Sequence s -> s.items();
            case Object other -> as(other, Sequence.class, "a list").items();
        };
    }

    static <T> T at(List<Object> arguments, int i, Class<T> type, String what) throws FormatException {
        if (i >= arguments.size()) {
            throw new FormatException("is malformed: there should be " + what + ", found nothing");
        }
        return as(arguments.get(i), type, what);
    }

    private static <T> T as(Object o, Class<T> type, String what) throws FormatException {
        if (!type.isInstance(o)) {
            throw new FormatException("is malformed: there should be " + what + ", found " + kind(o));
        }
        return type.cast(o);
    }

    /// Puts keys and values, which take turns, into a dictionary.
    static void put(Dictionary d, List<Object> pairs) throws FormatException {
        if (pairs.size() % 2 != 0) {
            throw new FormatException("is malformed: a dictionary has a key without a value");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            Object key = pairs.get(i);
            boolean plain = key instanceof String
                    || key instanceof Long
                    || key instanceof Double
                    || key instanceof Boolean
                    || key instanceof Python.None;
            if (!plain) {
                throw new FormatException("has a dictionary with " + kind(key) + " as a key");
            }
            d.items().put(key, pairs.get(i + 1));
        }
    }

    /// What a value is, in words.
    static String kind(Object o) {
        return switch (o) {
            case String s -> "a text";
            case Long n -> "a whole number";
            case BigInteger n -> "a large whole number";
            case Double d -> "a number";
            case Boolean b -> "a truth value";
            case Python.None n -> "None";
            case Python.Bytes b -> "bytes";
            case Sequence s -> "a list";
            case Tuple t -> "a tuple";
            case Dictionary d -> "a dictionary";
            case View v -> "a tensor";
            case Reference r -> "a storage";
            case Constructor c -> "a constructor";
            default -> "nothing";
        };
    }
}
