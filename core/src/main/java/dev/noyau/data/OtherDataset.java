package dev.noyau.data;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;

/// A data set that is made of another one, and like it in all that it does not say otherwise: what to extend for
/// samples
/// that are changed on the way.
public abstract class OtherDataset implements Dataset {
    /// What it is made of.
    protected final Dataset data;

    protected OtherDataset(Dataset data) {
        this.data = data;
    }

    /// Transforms that were drawn for already on the way to these samples: whoever draws next counts on from there, so
    /// that two augmentations with one seed have numbers of their own.
    int transforms() {
        return data instanceof OtherDataset o ? o.transforms() : 0;
    }

    @Override
    public void read(int index, float[] inputs, int at, Targets targets, int targetAt) {
        read(index, 0, inputs, at, targets, targetAt);
    }

    @Override
    public abstract void read(int index, int epoch, float[] inputs, int at, Targets targets, int targetAt);

    @Override
    public boolean demanding() {
        return data.demanding();
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
        return data.targetShape();
    }

    @Override
    public DType targetType() {
        return data.targetType();
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
