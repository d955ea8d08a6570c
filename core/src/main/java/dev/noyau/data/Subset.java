package dev.noyau.data;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;

/// Some samples of another data set.
final class Subset implements Dataset {
    private final Dataset all;
    private final int[] indices;

    private Subset(Dataset all, int[] indices) {
        this.all = all;
        this.indices = indices;
    }

    static Subset of(Dataset all, int[] indices) {
        for (int i : indices) {
            if (i < 0 || i >= all.size()) {
                throw new IllegalArgumentException(
                        "sample " + i + " does not exist: the data set has " + all.size() + " samples");
            }
        }
        return new Subset(all, indices.clone());
    }

    @Override
    public Shape shape() {
        return all.shape();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public void read(int index, float[] inputs, int at, Targets targets, int targetAt) {
        all.read(indices[index], inputs, at, targets, targetAt);
    }

    @Override
    public void read(int index, int epoch, float[] inputs, int at, Targets targets, int targetAt) {
        all.read(indices[index], epoch, inputs, at, targets, targetAt);
    }

    @Override
    public boolean demanding() {
        return all.demanding();
    }

    @Override
    public Shape targetShape() {
        return all.targetShape();
    }

    @Override
    public DType targetType() {
        return all.targetType();
    }

    @Override
    public int classes() {
        return all.classes();
    }

    @Override
    public List<String> labels() {
        return all.labels();
    }

    @Override
    public List<Float> mean() {
        return all.mean();
    }

    @Override
    public List<Float> std() {
        return all.std();
    }
}
