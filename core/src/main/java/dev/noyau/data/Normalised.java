package dev.noyau.data;

import dev.noyau.tensor.Shape;
import java.util.List;

/// Samples of another data set, normalised: `(x - mean) / std` of each channel.
final class Normalised extends OtherDataset {
    private final List<Float> mean;
    private final List<Float> std;

    Normalised(Dataset data, List<Float> mean, List<Float> std) {
        super(data);
        this.mean = List.copyOf(mean);
        this.std = List.copyOf(std);
        check(data.shape(), mean, std);
        if (!data.mean().isEmpty() || !data.std().isEmpty()) {
            throw new IllegalArgumentException("the data is normalised already, with mean " + data.mean()
                    + " and standard deviation " + data.std());
        }
    }

    /// @throws IllegalArgumentException unless there is one number for each channel and std is positive
    static void check(Shape sample, List<Float> mean, List<Float> std) {
        int c = sample.dim(0);
        if (mean.size() != c || std.size() != c || std.stream().anyMatch(s -> !(s > 0))) {
            throw new IllegalArgumentException("images of " + c + " channels need " + c
                    + " means and as many positive standard deviations, found " + mean + " and " + std);
        }
    }

    @Override
    public void read(int index, float[] inputs, int at, Targets targets, int targetAt) {
        data.read(index, inputs, at, targets, targetAt);
        normalise(inputs, at);
    }

    @Override
    public void read(int index, int epoch, float[] inputs, int at, Targets targets, int targetAt) {
        data.read(index, epoch, inputs, at, targets, targetAt);
        normalise(inputs, at);
    }

    private void normalise(float[] inputs, int at) {
        int plane = shape().intSize() / mean.size();
        for (int c = 0; c < mean.size(); c++) {
            float m = mean.get(c);
            float s = std.get(c);
            for (int i = at + c * plane; i < at + (c + 1) * plane; i++) {
                inputs[i] = (inputs[i] - m) / s;
            }
        }
    }

    @Override
    public List<Float> mean() {
        return mean;
    }

    @Override
    public List<Float> std() {
        return std;
    }
}
