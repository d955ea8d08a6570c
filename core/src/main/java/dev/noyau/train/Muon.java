package dev.noyau.train;

import dev.noyau.graph.Parameters;
import dev.noyau.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Muon for the weights of hidden layers: momentum, whose matrix is then made nearly orthogonal by five steps of a
/// Newton-Schulz iteration, so that all directions of a weight learn equally fast (Jordan et al. 2024, "Muon: an
/// optimizer for hidden layers in neural networks"):
///
/// ```
/// b = μ·b + g
/// u = g + μ·b                                         or b without Nesterov
/// X = u/(‖u‖ + 1e-7);   5 times: X = a·X + (b·XXᵀ + c·(XXᵀ)²)·X    a, b, c = 3.4445, -4.775, 2.0315
/// w = w - rate·λ·w - rate·√max(1, rows/columns)·X
/// ```
///
/// A convolution's weight (K, C, kh, kw) is a matrix of K rows. As the authors prescribe, biases, norms and the first
/// and the last weight of the network are left to [AdamW], whose rate follows the same schedule; so is all that has one
/// row or one column only, as class tokens, positions and the scales of layers: a vector has no directions to balance.
///
/// @param rest the optimizer of all that is no hidden weight
/// @param iterations of Newton-Schulz
public record Muon(
        double learningRate, double momentum, boolean nesterov, double weightDecay, int iterations, AdamW rest)
        implements Optimizer {
    public Muon {
        Checks.notNegative("muon", "learning rate", learningRate);
        Checks.notNegative("muon", "weight decay", weightDecay);
        Checks.share("muon", "momentum", momentum);
        Checks.positive("iterations of Newton and Schulz", iterations);
        if (rest.amsgrad()) {
            throw new IllegalArgumentException("muon: AdamW for the rest must be without amsgrad, they share moments");
        }
    }

    public Muon withMomentum(double m) {
        return new Muon(learningRate, m, nesterov, weightDecay, iterations, rest);
    }

    public Muon withoutNesterov() {
        return new Muon(learningRate, momentum, false, weightDecay, iterations, rest);
    }

    public Muon withIterations(int n) {
        return new Muon(learningRate, momentum, nesterov, weightDecay, n, rest);
    }

    /// With another optimizer for biases, norms, the first and the last weight.
    public Muon withRest(AdamW r) {
        return new Muon(learningRate, momentum, nesterov, weightDecay, iterations, r);
    }

    /// For all parameters, the rest included.
    @Override
    public Muon withWeightDecay(double d) {
        return new Muon(learningRate, momentum, nesterov, d, iterations, rest.withWeightDecay(d));
    }

    /// The rate of the rest changes in proportion.
    @Override
    public Muon withLearningRate(double rate) {
        double r = learningRate == 0 ? rest.learningRate() : rest.learningRate() * rate / learningRate;
        return new Muon(rate, momentum, nesterov, weightDecay, iterations, rest.withLearningRate(r));
    }

    @Override
    public String name() {
        return "muon";
    }

    /// Of a hidden weight the first is its momentum, the second unused; they are AdamW's for the rest.
    @Override
    public List<String> moments() {
        return rest.moments();
    }

    /// The rate of the rest as a multiple of the hidden weights'.
    double restRate() {
        return learningRate == 0 ? 0 : rest.learningRate() / learningRate;
    }

    /// The paths of the matrices that are neither the first nor the last weight.
    static Set<String> hidden(Parameters p) {
        List<Parameters.Slot> weights = p.slots().values().stream()
                .filter(s -> s.shape().rank() >= 2)
                .filter(s -> isMatrix(s.shape()) || s.path().endsWith("weight"))
                .toList();
        return weights.stream()
                .skip(1)
                .limit(Math.max(0, weights.size() - 2))
                .filter(s -> isMatrix(s.shape()))
                .map(Parameters.Slot::path)
                .collect(Collectors.toSet());
    }

    private static boolean isMatrix(Shape s) {
        return s.dim(0) > 1 && s.size() > s.dim(0);
    }
}
