package dev.noyau.formats.torch;

import dev.noyau.formats.torch.Python.Dictionary;
import dev.noyau.formats.torch.Python.Sequence;
import dev.noyau.formats.torch.Python.Tuple;
import dev.noyau.model.FormatException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads a pickle of protocol 2 to 5 as data. It builds lists, dictionaries and tensors, and runs
/// nothing: a name that is not in [Constructor#ALL] ends the reading.
///
/// Memory is bounded by the bytes of the pickle: each opcode makes at most one value of its own size.
final class Pickle {
    private static final int NEWEST = 5;

    /// Bytes of the longest whole number: PyTorch's magic number has ten.
    private static final int LONGEST_INTEGER = 16;

    private static final Object MARK = new Object();

    /// Turns a persistent id into what it stands for.
    interface Outside {
        Object of(Tuple id) throws FormatException;
    }

    private final PickleInput in;
    private final Outside outside;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();
    private final Builder builder = new Builder();

    private Pickle(PickleInput in, Outside outside) {
        this.in = in;
        this.outside = outside;
    }

    /// The one value that a pickle makes; reading stops behind it.
    ///
    /// @throws FormatException saying where and why, without the file's name
    static Object read(PickleInput in, Outside outside) throws IOException {
        long begin = in.position();
        try {
            return new Pickle(in, outside).read();
        } catch (FormatException e) {
            throw new FormatException(
                    "the pickle " + e.getMessage() + ", at byte " + Math.max(0, in.position() - begin - 1), e);
        }
    }

    private Object read() throws IOException {
        for (int op = in.next(); op != '.'; op = in.next()) {
            if (!structure(op) && !number(op) && !text(op) && !container(op) && !memo(op) && !object(op)) {
                throw new FormatException("has the opcode 0x" + Integer.toHexString(op)
                        + ", which belongs to another protocol or to something else than a state dict");
            }
        }
        return pop();
    }

    private boolean structure(int op) throws IOException {
        switch (op) {
            case 0x80 -> {
                int protocol = in.next();
                if (protocol < 2 || protocol > NEWEST) {
                    throw new FormatException("has protocol " + protocol + "; 2 to " + NEWEST + " can be read");
                }
            }
            case 0x95 -> in.unsigned(8); // FRAME
            case '(' -> stack.add(MARK);
            case '0' -> pop();
            case '1' -> popToMark();
            case '2' -> push(peek(Object.class, "a value"));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean number(int op) throws IOException {
        switch (op) {
            case 'N' -> push(Python.None.NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'K' -> push(in.unsigned(1));
            case 'M' -> push(in.unsigned(2));
            case 'J' -> push((long) (int) in.unsigned(4));
            case 0x8a -> push(integer(in.unsigned(1)));
            case 0x8b -> push(integer(in.unsigned(4)));
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.unsigned(8))));
            default -> {
                return false;
            }
        }
        return true;
    }

    private Object integer(long bytes) throws IOException {
        if (bytes > LONGEST_INTEGER) {
            throw new FormatException("has a whole number of " + bytes + " bytes");
        }
        byte[] little = in.bytes(bytes);
        byte[] big = new byte[little.length + 1];
        big[0] = (byte) (little.length > 0 && little[little.length - 1] < 0 ? -1 : 0);
        for (int i = 0; i < little.length; i++) {
            big[big.length - 1 - i] = little[i];
        }
        BigInteger n = new BigInteger(big);
        return n.bitLength() < Long.SIZE ? (Object) n.longValue() : n;
    }

    private boolean text(int op) throws IOException {
        switch (op) {
            case 'U', 0x8c -> push(in.text(in.unsigned(1)));
            case 'T', 'X' -> push(in.text(in.unsigned(4)));
            case 0x8d -> push(in.text(in.unsigned(8)));
            case 'C' -> bytes(in.unsigned(1));
            case 'B' -> bytes(in.unsigned(4));
            case 0x8e, 0x96 -> bytes(in.unsigned(8));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void bytes(long count) throws IOException {
        in.bytes(count);
        push(Python.Bytes.BYTES);
    }

    private boolean container(int op) throws FormatException {
        switch (op) {
            case ')' -> push(new Tuple(List.of()));
            case 0x85 -> push(tuple(1));
            case 0x86 -> push(tuple(2));
            case 0x87 -> push(tuple(3));
            case 't', 0x91 -> push(new Tuple(popToMark()));
            case ']', 0x8f -> push(Sequence.empty());
            case 'l' -> push(new Sequence(popToMark()));
            case 'a' -> {
                Object item = pop();
                peek(Sequence.class, "a list").items().add(item);
            }
            case 'e', 0x90 -> {
                List<Object> items = popToMark();
                peek(Sequence.class, "a list").items().addAll(items);
            }
            case '}' -> push(Dictionary.empty());
            case 'd' -> {
                Dictionary d = Dictionary.empty();
                Builder.put(d, popToMark());
                push(d);
            }
            case 's' -> {
                List<Object> pair = tuple(2).items();
                Builder.put(peek(Dictionary.class, "a dictionary"), pair);
            }
            case 'u' -> {
                List<Object> pairs = popToMark();
                Builder.put(peek(Dictionary.class, "a dictionary"), pairs);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memo(int op) throws IOException {
        switch (op) {
            case 'q' -> memo.put(in.unsigned(1), peek(Object.class, "a value"));
            case 'r' -> memo.put(in.unsigned(4), peek(Object.class, "a value"));
            case 0x94 -> memo.put((long) memo.size(), peek(Object.class, "a value"));
            case 'h' -> push(remembered(in.unsigned(1)));
            case 'j' -> push(remembered(in.unsigned(4)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private Object remembered(long number) throws FormatException {
        Object o = memo.get(number);
        if (o == null) {
            throw new FormatException("refers to value " + number + ", which it has not made");
        }
        return o;
    }

    private boolean object(int op) throws IOException {
        switch (op) {
            case 'c' -> push(named(in.line(), in.line()));
            case 0x93 -> {
                String name = pop(String.class, "a name");
                push(named(pop(String.class, "a module"), name));
            }
            case 'R', 0x81 -> {
                Tuple arguments = pop(Tuple.class, "arguments");
                push(builder.call(pop(Constructor.class, "a constructor"), arguments.items(), in.position()));
            }
            case 'b' -> {
                // Attributes: PyTorch gives a state dict the versions of its layers, which mean nothing
                // here.
                pop();
                peek(Dictionary.class, "a dictionary");
            }
            case 'Q' -> push(outside.of(pop(Tuple.class, "the id of a storage")));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Constructor named(String module, String name) throws FormatException {
        Constructor c = Constructor.ALL.get(module + "." + name);
        if (c == null) {
            throw new FormatException("names " + module + "." + name
                    + ", which is not one of the constructors of a state dict, so the file is refused;"
                    + " save model.state_dict() alone, or as safetensors");
        }
        return c;
    }

    private Tuple tuple(int size) throws FormatException {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.addFirst(pop());
        }
        return new Tuple(items);
    }

    private void push(Object o) {
        stack.add(o);
    }

    private Object pop() throws FormatException {
        return pop(Object.class, "a value");
    }

    private <T> T pop(Class<T> type, String what) throws FormatException {
        T top = peek(type, what);
        stack.removeLast();
        return top;
    }

    private <T> T peek(Class<T> type, String what) throws FormatException {
        Object top = stack.isEmpty() ? MARK : stack.getLast();
        if (top == MARK || !type.isInstance(top)) {
            throw new FormatException("is malformed: there should be " + what + ", found " + Builder.kind(top));
        }
        return type.cast(top);
    }

    private List<Object> popToMark() throws FormatException {
        int mark = stack.lastIndexOf(MARK);
        if (mark < 0) {
            throw new FormatException("is malformed: nothing was begun that ends here");
        }
        List<Object> top = stack.subList(mark, stack.size());
        List<Object> items = new ArrayList<>(top.subList(1, top.size()));
        top.clear();
        return items;
    }
}
