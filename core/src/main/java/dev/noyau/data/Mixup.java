package dev.noyau.data;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;

/// Each sample mixed with another one, inputs and targets alike: `λ·a + (1-λ)·b` with λ of Beta(α, α) (Zhang et
/// al. 2018). Targets become probabilities of classes.
final class Mixup extends OtherDataset {
    private final double alpha;
    private final long seed;

    Mixup(Dataset data, double alpha, long seed) {
        super(data);
        if (!(alpha > 0)) {
            throw new IllegalArgumentException("mixup's alpha must be positive, found " + alpha);
        }
        Probabilities.requireClasses("mixup", data);
        this.alpha = alpha;
        this.seed = seed;
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
    public Shape targetShape() {
        return Shape.of(data.classes());
    }

    @Override
    public DType targetType() {
        return DType.F32;
    }
}
