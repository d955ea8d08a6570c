package dev.noyau.reference;

import dev.noyau.graph.op.BatchNorm;
import dev.noyau.graph.op.BatchNormInference;
import dev.noyau.graph.op.LocalResponseNorm;
import dev.noyau.tensor.Shape;

/// Batch, group and layer normalisation, and their gradients.
final class Normalization {
    private Normalization() {}

    /// Channels are axis 1.
    static void batch(BatchNorm op, NdArray[] in, NdArray[] out) {
        Shape shape = in[0].shape();
        double[] x = in[0].doubles();
        double[] y = out[0].doubles();
        int inner = inner(shape);
        int count = x.length / Math.max(1, shape.dim(1));
        for (int c = 0; c < shape.dim(1); c++) {
            double mean = 0;
            for (int i = 0; i < x.length; i++) {
                mean += channel(i, inner, shape) == c ? x[i] / count : 0;
            }
            double variance = 0;
            for (int i = 0; i < x.length; i++) {
                variance += channel(i, inner, shape) == c ? (x[i] - mean) * (x[i] - mean) / count : 0;
            }
            double inverse = 1 / StrictMath.sqrt(variance + op.eps());
            double factor = inverse * in[1].doubles()[c];
            for (int i = 0; i < x.length; i++) {
                if (channel(i, inner, shape) == c) {
                    y[i] = (x[i] - mean) * factor + in[2].doubles()[c];
                }
            }
            out[1].doubles()[c] = moved(op.momentum(), in[3].doubles()[c], mean);
            out[2].doubles()[c] = moved(op.momentum(), in[4].doubles()[c], variance * op.correction(shape));
            out[3].doubles()[c] = mean;
            out[4].doubles()[c] = inverse;
        }
    }

    private static double moved(float momentum, double old, double now) {
        return (1.0 - momentum) * old + (double) momentum * now;
    }

    private static int inner(Shape x) {
        return (int) x.size(2, x.rank());
    }

    private static int channel(int i, int inner, Shape x) {
        return i / inner % x.dim(1);
    }

    static void batchBackward(NdArray[] in, NdArray[] out) {
        Shape shape = in[1].shape();
        double[] dy = in[0].doubles();
        double[] x = in[1].doubles();
        int inner = inner(shape);
        double count = x.length / Math.max(1, shape.dim(1));
        for (int c = 0; c < shape.dim(1); c++) {
            double mean = in[3].doubles()[c];
            double inverse = in[4].doubles()[c];
            double sum = 0;
            double slope = 0;
            for (int i = 0; i < x.length; i++) {
                if (channel(i, inner, shape) == c) {
                    sum += dy[i];
                    slope += dy[i] * (x[i] - mean) * inverse;
                }
            }
            double factor = in[2].doubles()[c] * inverse;
            for (int i = 0; i < x.length; i++) {
                if (channel(i, inner, shape) == c) {
                    double normal = (x[i] - mean) * inverse;
                    out[0].doubles()[i] = factor * (dy[i] - sum / count - normal * slope / count);
                }
            }
            out[1].doubles()[c] = slope;
            out[2].doubles()[c] = sum;
        }
    }

    static void batchInference(BatchNormInference op, NdArray[] in, NdArray[] out) {
        Shape shape = in[0].shape();
        double[] x = in[0].doubles();
        double[] inverse = out[1].doubles();
        for (int c = 0; c < inverse.length; c++) {
            inverse[c] = 1 / StrictMath.sqrt(in[4].doubles()[c] + op.eps());
        }
        int inner = inner(shape);
        for (int i = 0; i < x.length; i++) {
            int c = channel(i, inner, shape);
            double normal = (x[i] - in[3].doubles()[c]) * inverse[c];
            out[0].doubles()[i] = normal * in[1].doubles()[c] + in[2].doubles()[c];
        }
    }

    /// Rows of `length` values, one a mean, that lie one after the other. Value i has the weight
    /// `(i / inner) mod weights`.
    static void rows(int inner, float eps, NdArray[] in, NdArray[] out) {
        double[] x = in[0].doubles();
        double[] w = in[1].doubles();
        double[] b = in[2].doubles();
        double[] y = out[0].doubles();
        int rows = out[1].size();
        int length = rows == 0 ? 0 : x.length / rows;
        for (int r = 0; r < rows; r++) {
            double mean = 0;
            for (int i = r * length; i < (r + 1) * length; i++) {
                mean += x[i] / length;
            }
            double variance = 0;
            for (int i = r * length; i < (r + 1) * length; i++) {
                variance += (x[i] - mean) * (x[i] - mean) / length;
            }
            double inverse = 1 / StrictMath.sqrt(variance + eps);
            for (int i = r * length; i < (r + 1) * length; i++) {
                int k = i / inner % w.length;
                y[i] = (x[i] - mean) * inverse * w[k] + b[k];
            }
            out[1].doubles()[r] = mean;
            out[2].doubles()[r] = inverse;
        }
    }

    static void rowsBackward(int inner, NdArray[] in, NdArray[] out) {
        double[] dy = in[0].doubles();
        double[] x = in[1].doubles();
        double[] w = in[2].doubles();
        double[] dw = out[1].doubles();
        double[] db = out[2].doubles();
        java.util.Arrays.fill(dw, 0);
        java.util.Arrays.fill(db, 0);
        int rows = in[3].size();
        int length = rows == 0 ? 0 : x.length / rows;
        for (int r = 0; r < rows; r++) {
            double mean = in[3].doubles()[r];
            double inverse = in[4].doubles()[r];
            double sum = 0;
            double slope = 0;
            for (int i = r * length; i < (r + 1) * length; i++) {
                int k = i / inner % w.length;
                double normal = (x[i] - mean) * inverse;
                sum += dy[i] * w[k] / length;
                slope += dy[i] * w[k] * normal / length;
                dw[k] += dy[i] * normal;
                db[k] += dy[i];
            }
            for (int i = r * length; i < (r + 1) * length; i++) {
                double normal = (x[i] - mean) * inverse;
                out[0].doubles()[i] = inverse * (dy[i] * w[i / inner % w.length] - sum - normal * slope);
            }
        }
    }

    /// Channels are axis 1.
    static void localResponse(LocalResponseNorm op, NdArray in, NdArray out) {
        Shape shape = in.shape();
        double[] x = in.doubles();
        int inner = inner(shape);
        for (int i = 0; i < x.length; i++) {
            out.doubles()[i] = x[i] * Functions.pow(neighbours(op, x, i, inner, shape.dim(1)), -op.beta());
        }
    }

    /// The sum s of value i.
    private static double neighbours(LocalResponseNorm op, double[] x, int i, int inner, int channels) {
        int c = i / inner % channels;
        double sum = 0;
        for (int k = Math.max(-op.before(), -c); k <= Math.min(op.after(), channels - 1 - c); k++) {
            sum += x[i + k * inner] * x[i + k * inner];
        }
        return op.k() + (double) op.alpha() / op.size() * sum;
    }

    static void localResponseBackward(LocalResponseNorm op, NdArray dy, NdArray in, NdArray dx) {
        Shape shape = in.shape();
        double[] x = in.doubles();
        double[] g = dy.doubles();
        int inner = inner(shape);
        int channels = shape.dim(1);
        for (int i = 0; i < x.length; i++) {
            int c = i / inner % channels;
            double around = 0;
            for (int k = Math.max(-op.after(), -c); k <= Math.min(op.before(), channels - 1 - c); k++) {
                int j = i + k * inner;
                double s = neighbours(op, x, j, inner, channels);
                around += g[j] * x[j] * Functions.pow(s, -op.beta()) / s;
            }
            double direct = g[i] * Functions.pow(neighbours(op, x, i, inner, channels), -op.beta());
            dx.doubles()[i] = direct - 2.0 * op.alpha() * op.beta() / op.size() * x[i] * around;
        }
    }
}
