package dev.noyau.data;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;

/// Each sample mixed with another one, inputs and targets alike: `λ·a + (1-λ)·b` with λ of Beta(α, α) (Zhang et
/// al. 2018). Targets become probabilities of classes.
final class Mixup implements Dataset {
    private final Dataset data;
    private final double alpha;
    private final long seed;

    Mixup(Dataset data, double alpha, long seed) {
        if (!(alpha > 0)) {
            throw new IllegalArgumentException("mixup's alpha must be positive, found " + alpha);
        }
        if (data.targetType() != DType.I64 || data.targetShape().rank() != 0 || data.classes() == 0) {
            throw new IllegalArgumentException(
                    "mixup needs one class for each sample, and the number of classes; found " + data.classes()
                            + " classes and targets " + data.targetShape() + " of " + data.targetType());
        }
        this.data = data;
        this.alpha = alpha;
        this.seed = seed;
    }

    @Override
    public void read(int index, float[] inputs, int at, Targets targets, int targetAt) {
        read(index, 0, inputs, at, targets, targetAt);
    }

    @Override
    public void read(int index, int epoch, float[] inputs, int at, Targets targets, int targetAt) {
        Draws random = new Draws(seed, epoch, index);
        random.at(-1);
        float share = (float) random.beta(alpha);
        int partner = random.below(size());
        float[] other = new float[shape().intSize()];
        Targets pair = Targets.classes(0, 0);
        data.read(index, epoch, inputs, at, pair, 0);
        data.read(partner, epoch, other, 0, pair, 1);
        for (int i = 0; i < other.length; i++) {
            inputs[at + i] = share * inputs[at + i] + (1 - share) * other[i];
        }
        float[] p = targets.values();
        for (int c = 0; c < classes(); c++) {
            p[targetAt + c] = (pair.classes()[0] == c ? share : 0) + (pair.classes()[1] == c ? 1 - share : 0);
        }
    }

    @Override
    public boolean demanding() {
        return true;
    }

    @Override
    public Shape shape() {
        return data.shape();
    }

    @Override
    public int size() {
        return data.size();
    }

    @Override
    public Shape targetShape() {
        return Shape.of(data.classes());
    }

    @Override
    public DType targetType() {
        return DType.F32;
    }

    @Override
    public int classes() {
        return data.classes();
    }

    @Override
    public List<String> labels() {
        return data.labels();
    }

    @Override
    public List<Float> mean() {
        return data.mean();
    }

    @Override
    public List<Float> std() {
        return data.std();
    }
}
