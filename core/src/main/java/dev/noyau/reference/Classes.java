package dev.noyau.reference;

/// Scores of classes: softmax, its logarithm and cross-entropy. The scores of one place lie `inner` apart; the
/// largest is subtracted before the exponential, so that nothing overflows.
final class Classes {
    private Classes() {}

    static void softmax(int axis, NdArray x, NdArray y) {
        logSoftmax(axis, x, y);
        Elementwise.unary(StrictMath::exp, y, y);
    }

    static void logSoftmax(int axis, NdArray x, NdArray y) {
        int a = x.shape().axis(axis);
        int classes = x.shape().dim(a);
        int inner = (int) x.shape().size(a + 1, x.shape().rank());
        double[] in = x.doubles();
        double[] out = y.doubles();
        for (int m = 0; m < in.length / classes; m++) {
            int first = m / inner * classes * inner + m % inner;
            double log = logSumExp(in, first, classes, inner);
            for (int c = 0; c < classes; c++) {
                out[first + c * inner] = in[first + c * inner] - log;
            }
        }
    }

    static void crossEntropy(NdArray x, NdArray labels, NdArray loss) {
        double[] in = x.doubles();
        int classes = x.shape().dim(1);
        int inner = (int) x.shape().size(2, x.shape().rank());
        double sum = 0;
        for (int m = 0; m < labels.size(); m++) {
            int first = m / inner * classes * inner + m % inner;
            sum += logSumExp(in, first, classes, inner) - in[first + label(labels, m, classes) * inner];
        }
        loss.doubles()[0] = sum / labels.size();
    }

    static void crossEntropyBackward(NdArray g, NdArray x, NdArray labels, NdArray dx) {
        double[] in = x.doubles();
        double[] out = dx.doubles();
        int classes = x.shape().dim(1);
        int inner = (int) x.shape().size(2, x.shape().rank());
        double scale = g.doubles()[0] / labels.size();
        for (int m = 0; m < labels.size(); m++) {
            int first = m / inner * classes * inner + m % inner;
            int label = label(labels, m, classes);
            double log = logSumExp(in, first, classes, inner);
            for (int c = 0; c < classes; c++) {
                int at = first + c * inner;
                out[at] = scale * (StrictMath.exp(in[at] - log) - (c == label ? 1 : 0));
            }
        }
    }

    private static double logSumExp(double[] in, int first, int classes, int inner) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = StrictMath.max(max, in[first + c * inner]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += StrictMath.exp(in[first + c * inner] - max);
        }
        return max + StrictMath.log(sum);
    }

    private static int label(NdArray labels, int m, int classes) {
        long label = labels.longs()[m];
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException("label " + label + " at position " + m + " is not one of the " + classes
                    + " classes, 0 to " + (classes - 1));
        }
        return (int) label;
    }
}
