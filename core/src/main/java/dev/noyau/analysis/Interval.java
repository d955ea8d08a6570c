package dev.noyau.analysis;

/// Whole numbers from one to another, both included; `last < first` for none.
public record Interval(int first, int last) {
    static final Interval NONE = new Interval(0, -1);

    public int size() {
        return Math.max(0, last - first + 1);
    }

    public boolean isEmpty() {
        return last < first;
    }

    @Override
    public String toString() {
        return isEmpty() ? "nothing" : first == last ? Integer.toString(first) : first + "-" + last;
    }
}
