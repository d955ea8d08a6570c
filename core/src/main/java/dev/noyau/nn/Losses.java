package dev.noyau.nn;

import dev.noyau.graph.LossFunction;

/// The loss functions. They can be added and multiplied: `Losses.dice().plus(Losses.crossEntropy().times(0.5))`.
public final class Losses {
    private Losses() {}

    /// Softmax cross-entropy of scores (logits) against class numbers, averaged over all labels.
    ///
    /// **Shapes**: output (N, C, ...) with targets (N, ...); an output (N, C, 1, 1) takes targets (N).
    /// ONNX: SoftmaxCrossEntropyLoss.
    public static LossFunction softmaxCrossEntropy() {
        return crossEntropy();
    }

    /// The same; weights of classes, label smoothing, and pixels without a label can be set.
    public static CrossEntropy crossEntropy() {
        return CrossEntropy.plain();
    }

    /// The same against probabilities of the classes, as those of mixed samples; targets f32.
    public static SoftCrossEntropy softCrossEntropy() {
        return new SoftCrossEntropy(0);
    }

    /// Cross-entropy of scores (logits) each for itself, with targets f32 from 0 to 1.
    public static BinaryCrossEntropy binaryCrossEntropy() {
        return new BinaryCrossEntropy(1);
    }

    /// Mean squared error; targets f32.
    public static Regression mse() {
        return new Regression(Regression.Kind.MSE, 1);
    }

    /// Mean absolute error; targets f32.
    public static Regression l1() {
        return new Regression(Regression.Kind.L1, 1);
    }

    /// Squares up to an error of `delta`, straight lines from there on; targets f32.
    public static Regression huber(double delta) {
        return new Regression(Regression.Kind.HUBER, (float) delta);
    }

    /// Huber's loss divided by `beta`; targets f32.
    public static Regression smoothL1(double beta) {
        return new Regression(Regression.Kind.SMOOTH_L1, (float) beta);
    }

    /// Focal loss over classes.
    ///
    /// @param gamma how little counts what is already right; the paper's value is 2
    public static Focal focal(double gamma) {
        return new Focal((float) gamma, Float.NaN, false, Labels.NONE);
    }

    /// Focal loss of scores each for itself, with targets f32 from 0 to 1.
    public static Focal binaryFocal(double gamma) {
        return new Focal((float) gamma, Float.NaN, true, Labels.NONE);
    }

    /// Dice loss over classes, S = 1.
    public static Overlap dice() {
        return tversky(0.5, 0.5);
    }

    /// Dice loss of maps of scores each for itself, with targets f32 of 0 and 1; S = 1.
    public static Overlap binaryDice() {
        return binaryTversky(0.5, 0.5);
    }

    /// Tversky's loss over classes.
    ///
    /// @param alpha how much counts what is found wrongly
    /// @param beta how much counts what is missed
    public static Overlap tversky(double alpha, double beta) {
        return new Overlap((float) alpha, (float) beta, 0.5f, false, false, Labels.NONE);
    }

    /// Tversky's loss of maps of scores each for itself, with targets f32 of 0 and 1.
    public static Overlap binaryTversky(double alpha, double beta) {
        return new Overlap((float) alpha, (float) beta, 0.5f, true, false, Labels.NONE);
    }

    /// Lovász-softmax, the surrogate of the intersection over union.
    public static LovaszSoftmax lovaszSoftmax() {
        return new LovaszSoftmax(Labels.NONE);
    }

    /// Triplet loss on the hardest triplets of a batch; targets say who is of one kind.
    public static Triplet triplet(double margin) {
        return new Triplet((float) margin, 1e-6f);
    }

    /// InfoNCE; targets say who are partners.
    ///
    /// @param temperature as 0.1
    public static InfoNce infoNce(double temperature) {
        return new InfoNce((float) temperature);
    }

    /// InfoNCE of descriptors for each pixel; targets say which pixels show the same point.
    ///
    /// @param temperature as 0.1
    /// @param points of a sample
    public static PointInfoNce pointInfoNce(double temperature, int points) {
        return new PointInfoNce((float) temperature, points);
    }

    /// Divergence from probabilities; targets f32.
    public static KlDivergence klDivergence() {
        return new KlDivergence();
    }
}
