package dev.noyau.analysis;

import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Node;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A convolution as the matrix of the affine map that it is: `y = W·x + b`, where x and y are the input and the output
/// written one number after the other in row-major order. Each entry is one of the layer's weights, or 0.
///
/// The same pattern in three steps: a general matrix has a weight of its own everywhere; a locally connected layer only
/// where an output sees an input; a convolution uses the same few weights for every output (a Toeplitz matrix).
///
/// **Shapes**: input (C, L) or (C, H, W), output (K, L') or (K, H', W'), matrix K·H'·W' × C·H·W.
public final class ToeplitzMatrix {
    /// Entries that a matrix may have here.
    private static final long MOST = 4_000_000;

    private static final int NONE = -1;

    /// How much a matrix has given up to become a convolution.
    public enum Kind {
        /// Every entry a weight of its own: a fully connected layer.
        GENERAL,
        /// A weight of its own where an output sees an input.
        LOCAL,
        /// The same weights for all outputs of a channel: a convolution.
        SHARED
    }

    private final Kind kind;
    private final Shape input;
    private final Shape output;
    private final Shape weight;
    private final int[][] entries;

    private ToeplitzMatrix(Kind kind, Shape input, Shape output, Shape weight, int[][] entries) {
        this.kind = kind;
        this.input = input;
        this.output = output;
        this.weight = weight;
        this.entries = entries;
    }

    /// The matrix of a convolution.
    ///
    /// @param filters channels of the output
    /// @param input without the batch: (C, H, W), or (C, L) with a window of one row
    /// @throws IllegalArgumentException for one too large to be written down, with its size
    public static ToeplitzMatrix of(Window window, int groups, int filters, Shape input) {
        int spatial = input.rank() - 1;
        Shape weight = spatial == 1
                ? Shape.of(filters, input.dim(0) / groups, window.kw())
                : Shape.of(filters, input.dim(0) / groups, window.kh(), window.kw());
        Shape output = new Conv2d(window, groups)
                .infer(List.of(dev.noyau.graph.Type.f32(input.prepend(1)), dev.noyau.graph.Type.f32(weight)))
                .getFirst()
                .shape()
                .dropFirst();
        check(output, input);
        int[][] entries = new int[output.intSize()][input.intSize()];
        for (int[] row : entries) {
            Arrays.fill(row, NONE);
        }
        new Filling(window, groups, input.prepend(1), output.prepend(1), weight, entries).run();
        return new ToeplitzMatrix(Kind.SHARED, input, output, weight, entries);
    }

    private static void check(Shape output, Shape input) {
        long rows = output.size();
        long columns = input.size();
        if (columns != 0 && rows > MOST / columns) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the matrix would have %,d rows and %,d columns, %.4g entries; at most %,d can be written down. "
                            + "Take a smaller input",
                    rows,
                    columns,
                    (double) rows * columns,
                    MOST));
        }
    }

    /// The matrix of a network's convolution.
    ///
    /// @param path of the layer
    /// @param input of the network, without the batch
    /// @throws IllegalArgumentException where there is no such layer, or it is not a convolution
    public static ToeplitzMatrix of(GraphSource source, String path, Shape input) {
        List<Node> nodes =
                Layers.of(source.graph(input.prepend(1), Mode.INFERENCE)).get(path);
        if (nodes == null) {
            throw new IllegalArgumentException("there is no layer '" + path + "'");
        }
        Node n = Layers.main(nodes);
        if (!(n.op() instanceof Conv2d c)) {
            throw new IllegalArgumentException(path + ": expected a convolution, found " + LayerKind.of(n));
        }
        return of(
                c.window(),
                c.groups(),
                n.input(1).shape().dim(0),
                n.input(0).shape().dropFirst());
    }

    /// Writes the index of a weight wherever it is used.
    private record Filling(Window window, int groups, Shape x, Shape y, Shape w, int[][] entries) {
        void run() {
            for (int o = 0; o < y.dim(1); o++) {
                for (int i = 0; i < Images.height(y); i++) {
                    for (int j = 0; j < Images.width(y); j++) {
                        row(o, i, j);
                    }
                }
            }
        }

        private void row(int o, int i, int j) {
            int[] row = entries[(o * Images.height(y) + i) * Images.width(y) + j];
            int group = o / (w.dim(0) / groups);
            for (int c = 0; c < w.dim(1); c++) {
                for (int m = 0; m < window.kh(); m++) {
                    for (int n = 0; n < window.kw(); n++) {
                        int r = i * window.sh() + m * window.dh() - window.top();
                        int q = j * window.sw() + n * window.dw() - window.left();
                        if (r >= 0 && r < Images.height(x) && q >= 0 && q < Images.width(x)) {
                            int at = ((group * w.dim(1) + c) * Images.height(x) + r) * Images.width(x) + q;
                            row[at] = ((o * w.dim(1) + c) * window.kh() + m) * window.kw() + n;
                        }
                    }
                }
            }
        }
    }

    /// The same layer with more weights of its own.
    public ToeplitzMatrix as(Kind other) {
        int[][] e = new int[rows()][columns()];
        int next = 0;
        for (int r = 0; r < rows(); r++) {
            for (int c = 0; c < columns(); c++) {
                boolean used = other == Kind.GENERAL || entries[r][c] != NONE;
                e[r][c] = used ? other == Kind.SHARED ? entries[r][c] : next++ : NONE;
            }
        }
        return new ToeplitzMatrix(other, input, output, weight, e);
    }

    public Kind kind() {
        return kind;
    }

    /// Without the batch.
    public Shape input() {
        return input;
    }

    /// Without the batch.
    public Shape output() {
        return output;
    }

    public int rows() {
        return entries.length;
    }

    public int columns() {
        return input.intSize();
    }

    /// Numbers that this kind of layer stores, its biases not counted.
    public long weights() {
        return kind == Kind.GENERAL ? (long) rows() * columns() : kind == Kind.SHARED ? weight.size() : macs();
    }

    /// Biases: one for each output, or one for each channel where they are shared.
    public long biases() {
        return kind == Kind.SHARED ? output.dim(0) : output.size();
    }

    /// Multiply-adds of one application: entries that are not 0.
    public long macs() {
        return Arrays.stream(entries)
                .mapToLong(row -> Arrays.stream(row).filter(e -> e != NONE).count())
                .sum();
    }

    /// Which weight stands there, as its position in the layer's weights (K, C/groups, kh, kw); -1 for 0.
    public int weight(int row, int column) {
        return entries[row][column];
    }

    /// The weight's name, as `W12`; `0` where there is none. A convolution's weights are numbered by filter, channel,
    /// row and column of the filter, from 1; the filter and the channel are left out of a filter of an image where
    /// there is but one.
    public String name(int row, int column) {
        int e = entries[row][column];
        if (e == NONE) {
            return "0";
        }
        if (kind != Kind.SHARED) {
            return name(List.of(row + 1, column + 1), Math.max(rows(), columns()));
        }
        List<Integer> at = new ArrayList<>();
        int rest = e;
        for (int a = weight.rank() - 1; a >= 0; a--) {
            boolean plain = weight.dim(a) == 1 && (a == 1 || a == 0 && weight.rank() > 3);
            if (!plain) {
                at.addFirst(rest % weight.dim(a) + 1);
            }
            rest /= weight.dim(a);
        }
        return name(at, Arrays.stream(weight.dims()).max().orElse(0));
    }

    private static String name(List<Integer> at, int largest) {
        return "W"
                + String.join(
                        largest > 9 ? "," : "", at.stream().map(String::valueOf).toList());
    }

    /// The product `W·x`.
    ///
    /// @param weights as many as [#weights()], for a convolution in the order of its weight (K, C/groups, kh, kw)
    /// @param x the input in row-major order
    public double[] times(float[] weights, float[] x) {
        double[] y = new double[rows()];
        for (int r = 0; r < y.length; r++) {
            for (int c = 0; c < x.length; c++) {
                y[r] += entries[r][c] == NONE ? 0 : (double) weights[entries[r][c]] * x[c];
            }
        }
        return y;
    }

    /// The rows, one a line, columns aligned.
    @Override
    public String toString() {
        int width = 0;
        for (int r = 0; r < rows(); r++) {
            for (int c = 0; c < columns(); c++) {
                width = Math.max(width, name(r, c).length());
            }
        }
        StringBuilder s = new StringBuilder();
        for (int r = 0; r < rows(); r++) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns(); c++) {
                String n = name(r, c);
                line.append(c == 0 ? "" : " ").append(n).repeat(' ', width - n.length());
            }
            s.append(line.toString().stripTrailing()).append('\n');
        }
        return s.toString();
    }
}
