package dev.noyau.cpu.kernels;

/// [Kernels#transform] in plain Java: for each lane first the columns of a patch, then its rows.
final class ScalarTransforms {
    private static final int LANES = Kernels.LANES;

    private static final float SIXTH = 1 / 6f;
    private static final float THIRD = 1 / 3f;
    private static final float TWO_THIRDS = 2 / 3f;
    private static final float TWELFTH = 1 / 12f;
    private static final float TWENTY_FOURTH = 1 / 24f;

    private ScalarTransforms() {}

    static void run(Transform kind, Patches c, int p0, int p1) {
        int column = LANES;
        int row = kind.from * LANES;
        for (int p = p0; p < p1; p++) {
            for (int l = 0; l < LANES; l++) {
                int from = c.fromOff + c.fo[p] + l;
                for (int j = 0; j < kind.from; j++) {
                    map(kind, c.from, from + j * c.fromCol, c.fromRow, c.between, j * column + l, row);
                }
                int to = c.oo[p] + l;
                for (int i = 0; i < kind.to; i++) {
                    int at = c.toOff + to + i * c.toRow;
                    map(kind, c.between, i * row + l, column, c.to, at, c.toCol);
                    if (kind.makesOutput()) {
                        finish(kind, c, at, c.auxOff + to + i * c.toRow, c.bias[c.biasOff + l]);
                    }
                }
            }
        }
    }

    private static void finish(Transform kind, Patches c, int at, int aux, float bias) {
        for (int j = 0; j < kind.to; j++) {
            float y = c.to[at + j * c.toCol] + bias;
            float a = c.flags == 0 || c.flags == Tile.RELU ? 0 : c.aux[aux + j * c.toCol];
            y = (c.flags & Tile.ADD) == 0 ? y : y + a;
            y = (c.flags & Tile.RELU) != 0 && y <= 0 ? 0 : y;
            c.to[at + j * c.toCol] = (c.flags & Tile.MASK) == 0 || a > 0 ? y : 0;
        }
    }

    /// One row or column: `y = M x`, numbers `xs` and `ys` apart.
    private static void map(Transform kind, float[] x, int at, int xs, float[] y, int to, int ys) {
        float d0 = x[at];
        float d1 = x[at + xs];
        float d2 = kind.from > 2 ? x[at + 2 * xs] : 0;
        float d3 = kind.from > 3 ? x[at + 3 * xs] : 0;
        float d4 = kind.from > 4 ? x[at + 4 * xs] : 0;
        float d5 = kind.from > 5 ? x[at + 5 * xs] : 0;
        switch (kind) {
            case INPUT -> {
                float a = Math.fma(d2, -4, d4);
                float b = Math.fma(d1, -4, d3);
                float e = d4 - d2;
                float f = d3 - d1;
                y[to] = Math.fma(d0, 4, Math.fma(d2, -5, d4));
                y[to + ys] = a + b;
                y[to + 2 * ys] = a - b;
                y[to + 3 * ys] = Math.fma(f, 2, e);
                y[to + 4 * ys] = Math.fma(f, -2, e);
                y[to + 5 * ys] = Math.fma(d1, 4, Math.fma(d3, -5, d5));
            }
            case OUTPUT -> {
                float a = d1 + d2;
                float b = d1 - d2;
                float e = d3 + d4;
                float f = d3 - d4;
                y[to] = d0 + a + e;
                y[to + ys] = Math.fma(f, 2, b);
                y[to + 2 * ys] = Math.fma(e, 4, a);
                y[to + 3 * ys] = Math.fma(f, 8, b) + d5;
            }
            case GRADIENT -> {
                float a = d0 + d2;
                float b = d1 + d3;
                float e = Math.fma(d2, 4, d0);
                float f = Math.fma(d3, 4, d1);
                y[to] = d0;
                y[to + ys] = a + b;
                y[to + 2 * ys] = a - b;
                y[to + 3 * ys] = Math.fma(f, 2, e);
                y[to + 4 * ys] = Math.fma(f, -2, e);
                y[to + 5 * ys] = d3;
            }
            case WEIGHTS -> {
                float a = (d0 + d2) * -SIXTH;
                float b = d1 * SIXTH;
                float e = Math.fma(d2, SIXTH, d0 * TWENTY_FOURTH);
                float f = d1 * TWELFTH;
                y[to] = d0 * 0.25f;
                y[to + ys] = a - b;
                y[to + 2 * ys] = a + b;
                y[to + 3 * ys] = e + f;
                y[to + 4 * ys] = e - f;
                y[to + 5 * ys] = d2;
            }
            case WEIGHT_GRADIENT -> {
                float a = d1 + d2;
                float e = d3 + d4;
                y[to] = Math.fma(e, TWENTY_FOURTH, Math.fma(a, -SIXTH, d0 * 0.25f));
                y[to + ys] = Math.fma(d3 - d4, TWELFTH, (d2 - d1) * SIXTH);
                y[to + 2 * ys] = Math.fma(e - a, SIXTH, d5);
            }
            case OUTPUT_5 -> {
                y[to] = d0 + (d1 + d2) + (d3 + d4);
                y[to + ys] = Math.fma(d3 - d4, 2, d1 - d2) + d5;
            }
            case GRADIENT_5 -> {
                y[to] = d0;
                y[to + ys] = d0 + d1;
                y[to + 2 * ys] = d0 - d1;
                y[to + 3 * ys] = Math.fma(d1, 2, d0);
                y[to + 4 * ys] = Math.fma(d1, -2, d0);
                y[to + 5 * ys] = d1;
            }
            case WEIGHTS_5 -> {
                float a = (d0 + d2 + d4) * -SIXTH;
                float b = (d1 + d3) * SIXTH;
                float e = Math.fma(d4, TWO_THIRDS, Math.fma(d2, SIXTH, d0 * TWENTY_FOURTH));
                float f = Math.fma(d3, THIRD, d1 * TWELFTH);
                y[to] = d0 * 0.25f;
                y[to + ys] = a - b;
                y[to + 2 * ys] = a + b;
                y[to + 3 * ys] = e + f;
                y[to + 4 * ys] = e - f;
                y[to + 5 * ys] = d4;
            }
            case WEIGHT_GRADIENT_5 -> {
                float a = d1 + d2;
                float b = (d2 - d1) * SIXTH;
                float e = d3 + d4;
                float f = d3 - d4;
                y[to] = Math.fma(e, TWENTY_FOURTH, Math.fma(a, -SIXTH, d0 * 0.25f));
                y[to + ys] = Math.fma(f, TWELFTH, b);
                y[to + 2 * ys] = (e - a) * SIXTH;
                y[to + 3 * ys] = Math.fma(f, THIRD, b);
                y[to + 4 * ys] = Math.fma(e, TWO_THIRDS, Math.fma(a, -SIXTH, d5));
            }
        }
    }
}
