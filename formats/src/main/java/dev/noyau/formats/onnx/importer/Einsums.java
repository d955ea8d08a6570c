package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Transpose;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Einsum: sums of products by letters, one operand after the other. Letters that neither the result nor a later
/// operand has are summed as soon as possible, and two operands meet in one matrix product.
final class Einsums {
    /// Stands for the axes of `...`; one that none of the letters is.
    private static final char DOTS = '0';

    private final Site s;
    private final List<Term> terms = new ArrayList<>();

    private Einsums(Site s) {
        this.s = s;
    }

    /// A value and a letter for each of its axes.
    private record Term(Value value, String letters) {
        int size(char letter) {
            int at = letters.indexOf(letter);
            return at < 0 ? 1 : value.shape().dim(at);
        }
    }

    static void einsum(Site s) {
        Einsums e = new Einsums(s);
        String equation = s.text("equation", "").replace(" ", "");
        int arrow = equation.indexOf("->");
        String[] left = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
        if (left.length != s.inputs()) {
            throw s.unsupported("'" + equation + "' is for " + left.length + " inputs, there are " + s.inputs());
        }
        for (int i = 0; i < left.length; i++) {
            e.terms.add(e.diagonals(e.named(s.value(i), left[i], equation)));
        }
        String result = arrow < 0 ? e.implied() : e.dotted(equation.substring(arrow + 2));
        s.result(e.contracted(result));
    }

    private Term named(Value v, String letters, String equation) {
        int rest = v.shape().rank() - letters.replace("...", "").length();
        if (letters.contains("...") ? rest < 0 : rest != 0) {
            throw s.unsupported("'" + equation + "' does not fit an input of shape " + v.shape());
        }
        StringBuilder dots = new StringBuilder();
        for (int i = rest - 1; i >= 0; i--) {
            dots.append((char) (DOTS + i)); // the last axis is 0 in all operands
        }
        return new Term(v, letters.replace("...", dots));
    }

    private String dotted(String letters) {
        int most = 0;
        for (Term t : terms) {
            most = Math.max(most, (int) t.letters.chars().filter(c -> c < 'A').count());
        }
        StringBuilder dots = new StringBuilder();
        for (int i = most - 1; i >= 0; i--) {
            dots.append((char) (DOTS + i));
        }
        return letters.replace("...", dots);
    }

    /// Without an arrow: the letters that occur once, in order.
    private String implied() {
        StringBuilder all = new StringBuilder();
        terms.forEach(t -> all.append(t.letters));
        StringBuilder once = new StringBuilder(dotted("..."));
        all.chars()
                .filter(c -> c >= 'A')
                .sorted()
                .filter(c -> all.indexOf(String.valueOf((char) c)) == all.lastIndexOf(String.valueOf((char) c)))
                .forEach(c -> once.append((char) c));
        return once.toString();
    }

    /// A letter that occurs twice in one operand means its diagonal: every (n + 1)-th of n² values.
    private Term diagonals(Term t) {
        String letters = t.letters;
        for (int i = 0; i < letters.length(); i++) {
            int j = letters.indexOf(letters.charAt(i), i + 1);
            if (j >= 0) {
                String rest = new StringBuilder(letters)
                        .deleteCharAt(j)
                        .deleteCharAt(i)
                        .toString();
                List<Integer> order = new ArrayList<>();
                for (int a = 0; a < letters.length(); a++) {
                    if (a != i && a != j) {
                        order.add(a);
                    }
                }
                order.add(i);
                order.add(j);
                Value last = s.emit(new Transpose(order), t.value);
                Shape shape = last.shape();
                int n = shape.dim(-1);
                int axis = shape.rank() - 2;
                Shape flat = Shape.of(java.util.Arrays.copyOf(shape.dims(), axis + 1))
                        .with(axis, n * n);
                Slice every = new Slice(List.of(0), List.of(n * n), List.of(axis), List.of(n + 1));
                Value diagonal = s.emit(every, s.reshape(last, flat));
                return diagonals(new Term(diagonal, rest + letters.charAt(i)));
            }
        }
        return t;
    }

    private Value contracted(String result) {
        Term all = summed(terms.getFirst(), 1, result);
        for (int i = 1; i < terms.size(); i++) {
            all = summed(
                    multiplied(all, summed(terms.get(i), i + 1, result + all.letters), i + 1, result), i + 1, result);
        }
        return arranged(all, result);
    }

    /// Sums over letters that nobody asks for any more.
    private Term summed(Term t, int next, String result) {
        List<Integer> gone = new ArrayList<>();
        StringBuilder kept = new StringBuilder();
        for (int a = 0; a < t.letters.length(); a++) {
            if (isNeeded(t.letters.charAt(a), next, result)) {
                kept.append(t.letters.charAt(a));
            } else {
                gone.add(a);
            }
        }
        return gone.isEmpty() ? t : new Term(s.emit(new ReduceSum(gone, false), t.value), kept.toString());
    }

    private boolean isNeeded(char letter, int next, String result) {
        return result.indexOf(letter) >= 0
                || terms.subList(next, terms.size()).stream().anyMatch(t -> t.letters.indexOf(letter) >= 0);
    }

    /// Letters that only these two have are summed over: a matrix product. Those of both that go on are batches.
    private Term multiplied(Term x, Term y, int next, String result) {
        StringBuilder batch = new StringBuilder();
        StringBuilder inner = new StringBuilder();
        StringBuilder rows = new StringBuilder();
        for (char c : x.letters.toCharArray()) {
            boolean shared = y.letters.indexOf(c) >= 0;
            (!shared ? rows : isNeeded(c, next, result) ? batch : inner).append(c);
        }
        StringBuilder columns = new StringBuilder();
        for (char c : y.letters.toCharArray()) {
            if (x.letters.indexOf(c) < 0) {
                columns.append(c);
            }
        }
        if (inner.isEmpty()) {
            String letters = "" + batch + rows + columns;
            return new Term(s.emit(new Mul(), spread(x, letters), spread(y, letters)), letters);
        }
        Value a = matrix(x, "" + batch + rows + inner, batch.length(), rows.length());
        Value b = matrix(y, "" + batch + inner + columns, batch.length(), inner.length());
        Value product = MatrixProducts.product(s, a, b);
        String letters = "" + batch + rows + columns;
        int[] sizes = new int[letters.length()];
        for (int i = 0; i < sizes.length; i++) {
            char c = letters.charAt(i);
            sizes[i] = i < batch.length() ? product.shape().dim(i) : Math.max(x.size(c), y.size(c));
        }
        return new Term(s.reshape(product, Shape.of(sizes)), letters);
    }

    /// An operand with its batches, and then two axes: so many letters in the first, the rest in the second.
    private Value matrix(Term t, String letters, int batches, int first) {
        Value v = arranged(t, letters);
        Shape shape = v.shape();
        int[] sizes = java.util.Arrays.copyOf(shape.dims(), batches + 2);
        sizes[batches] = Math.toIntExact(shape.size(batches, batches + first));
        sizes[batches + 1] = Math.toIntExact(shape.size(batches + first, shape.rank()));
        return s.reshape(v, Shape.of(sizes));
    }

    /// With an axis of size 1 for each letter that it has not got.
    private Value spread(Term t, String letters) {
        StringBuilder own = new StringBuilder();
        int[] sizes = new int[letters.length()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = t.size(letters.charAt(i));
            if (t.letters.indexOf(letters.charAt(i)) >= 0) {
                own.append(letters.charAt(i));
            }
        }
        return s.reshape(arranged(t, own.toString()), Shape.of(sizes));
    }

    private Value arranged(Term t, String letters) {
        if (letters.equals(t.letters)) {
            return t.value;
        }
        List<Integer> order = new ArrayList<>();
        for (char c : letters.toCharArray()) {
            int at = t.letters.indexOf(c);
            if (at < 0) {
                throw s.unsupported("the result has the letter '" + c + "', which no input has");
            }
            order.add(at);
        }
        return s.emit(new Transpose(order), t.value);
    }
}
