package dev.noyau.train;

import dev.noyau.cpu.TransposedProduct;
import dev.noyau.cpu.Workers;
import dev.noyau.tensor.Shape;

/// Makes a matrix nearly orthogonal: the quintic Newton-Schulz iteration of [Muon], which moves all singular values
/// near 1 and leaves the singular vectors as they are. The matrix lies with its longer side as the row, padded.
final class Orthogonal {
    private static final double A = 3.4445;
    private static final double B = -4.775;
    private static final double C = 2.0315;
    private static final double EPSILON = 1e-7;

    /// Rows of a part of the loops between two products.
    private static final int PART = 16;

    private final int rows;
    private final int columns;
    private final boolean turned;
    private final int m;
    private final int n;
    private final int mPadded;
    private final int nPadded;
    private final Workers workers;
    private final TransposedProduct gram;
    private final TransposedProduct square;
    private final TransposedProduct next;
    private final Room room;
    private final Workers.Loop transpose = (part, worker) -> transpose(part);
    private final Workers.Loop polynomial = (part, worker) -> polynomial(part);

    /// What all matrices of a network work in, one after the other.
    static final class Room {
        float[] x = {};
        float[] y = {};
        float[] turned = {};
        float[] gram = {};
        float[] square = {};

        private void fit(int m, int n, int mPadded, int nPadded) {
            x = larger(x, m * nPadded);
            y = larger(y, m * nPadded);
            turned = larger(turned, n * mPadded);
            gram = larger(gram, m * mPadded);
            square = larger(square, m * mPadded);
        }

        private static float[] larger(float[] a, int size) {
            return a.length < size ? new float[size] : a;
        }
    }

    Orthogonal(Shape weight, Room room, Workers workers) {
        this.workers = workers;
        this.room = room;
        rows = weight.dim(0);
        columns = weight.intSize() / rows;
        turned = rows > columns;
        m = Math.min(rows, columns);
        n = Math.max(rows, columns);
        mPadded = TransposedProduct.padded(m);
        nPadded = TransposedProduct.padded(n);
        room.fit(m, n, mPadded, nPadded);
        gram = new TransposedProduct(workers, n, m, mPadded, mPadded);
        square = new TransposedProduct(workers, m, m, mPadded, mPadded);
        next = new TransposedProduct(workers, m, m, mPadded, nPadded);
    }

    /// √max(1, rows/columns), by which a step is multiplied.
    double scale() {
        return Math.sqrt(Math.max(1.0, (double) rows / columns));
    }

    /// Orthogonalises the matrix that begins at `u[at]`, row by row, in place.
    void run(float[] u, int at, int iterations) {
        double squares = 0;
        for (int i = at; i < at + rows * columns; i++) {
            squares += (double) u[i] * u[i];
        }
        float unit = (float) (1 / (Math.sqrt(squares) + EPSILON));
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                room.x[i * nPadded + j] = unit * u[at + place(i, j)];
            }
            java.util.Arrays.fill(room.x, i * nPadded + n, (i + 1) * nPadded, 0);
        }
        for (int k = 0; k < iterations; k++) {
            workers.run(Math.ceilDiv(n, PART), transpose);
            gram.run(room.turned, room.turned, room.gram);
            square.run(room.gram, room.gram, room.square);
            workers.run(Math.ceilDiv(m, PART), polynomial);
            next.run(room.square, room.x, room.y);
            float[] swap = room.x;
            room.x = room.y;
            room.y = swap;
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                u[at + place(i, j)] = room.x[i * nPadded + j];
            }
        }
    }

    /// Where an element of the lying matrix stands in the weight.
    private int place(int i, int j) {
        return turned ? j * columns + i : i * columns + j;
    }

    private void transpose(int part) {
        for (int j = part * PART; j < Math.min(n, (part + 1) * PART); j++) {
            for (int i = 0; i < m; i++) {
                room.turned[j * mPadded + i] = room.x[i * nPadded + j];
            }
            java.util.Arrays.fill(room.turned, j * mPadded + m, (j + 1) * mPadded, 0);
        }
    }

    /// `a·I + b·XXᵀ + c·(XXᵀ)²`, whose product with X is the next X.
    private void polynomial(int part) {
        for (int i = part * PART; i < Math.min(m, (part + 1) * PART); i++) {
            for (int j = i * mPadded; j < (i + 1) * mPadded; j++) {
                room.square[j] = (float) B * room.gram[j] + (float) C * room.square[j];
            }
            room.square[i * mPadded + i] += (float) A;
        }
    }
}
