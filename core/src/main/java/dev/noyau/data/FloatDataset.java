package dev.noyau.data;

import dev.noyau.tensor.Shape;
import java.util.Arrays;

/// Float samples in memory.
final class FloatDataset implements Dataset {
    private final float[][] inputs;
    private final int[] targets;
    private final Shape shape;
    private final int classes;

    private FloatDataset(float[][] inputs, int[] targets, Shape shape) {
        this.inputs = inputs;
        this.targets = targets;
        this.shape = shape;
        this.classes = Arrays.stream(targets).max().orElse(-1) + 1;
    }

    static FloatDataset of(float[][] inputs, int[] targets, Shape shape) {
        if (inputs.length != targets.length) {
            throw new IllegalArgumentException(
                    inputs.length + " samples need as many targets, found " + targets.length);
        }
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i].length != shape.size()) {
                throw new IllegalArgumentException("sample " + i + " has " + inputs[i].length
                        + " values, a sample of shape " + shape.pretty() + " has " + shape.size());
            }
        }
        return new FloatDataset(inputs, targets, shape);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public int size() {
        return inputs.length;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public void read(int index, float[] in, int at, long[] target, int targetAt) {
        System.arraycopy(inputs[index], 0, in, at, inputs[index].length);
        target[targetAt] = targets[index];
    }
}
