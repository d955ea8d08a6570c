package dev.noyau.cli;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import java.util.List;

/// Data with values in [0, 1], normalised as a model wants them: `(x - mean) / std` of each channel.
record Normalised(Dataset data, List<Float> mean, List<Float> std) implements Dataset {

    /// The data as a model wants it.
    static Dataset of(Dataset data, List<Float> mean, List<Float> std) {
        boolean same = data.mean().equals(mean) && data.std().equals(std);
        if (same || !data.mean().isEmpty() || !data.std().isEmpty()) {
            return data;
        }
        if (mean.size() != data.shape().dim(0) || std.size() != mean.size()) {
            throw new CommandException("the model normalises " + mean.size() + " channels, the data has "
                    + data.shape().dim(0));
        }
        return new Normalised(data, mean, std);
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
    public int classes() {
        return data.classes();
    }

    @Override
    public List<String> labels() {
        return data.labels();
    }

    @Override
    public void read(int index, float[] inputs, int at, Targets targets, int targetAt) {
        data.read(index, inputs, at, targets, targetAt);
        int plane = shape().intSize() / mean.size();
        for (int c = 0; c < mean.size(); c++) {
            for (int i = at + c * plane; i < at + (c + 1) * plane; i++) {
                inputs[i] = (inputs[i] - mean.get(c)) / std.get(c);
            }
        }
    }
}
