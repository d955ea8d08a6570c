package dev.noyau.data;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// Float samples in memory.
final class FloatDataset implements Dataset {
    private final float[][] inputs;
    private final Rows targets;
    private final Shape shape;
    private final Shape targetShape;

    /// The targets, a row a sample.
    private sealed interface Rows {
        DType type();

        int classes();

        void copy(int index, Targets to, int at);
    }

    private record Classes(int[][] rows, int classes) implements Rows {
        static Classes of(int[][] rows) {
            int largest = Arrays.stream(rows).flatMapToInt(Arrays::stream).max().orElse(-1);
            return new Classes(rows, largest + 1);
        }

        @Override
        public DType type() {
            return DType.I64;
        }

        @Override
        public void copy(int index, Targets to, int at) {
            long[] classes = to.classes();
            for (int i = 0; i < rows[index].length; i++) {
                classes[at + i] = rows[index][i];
            }
        }
    }

    private record Values(float[][] rows) implements Rows {
        @Override
        public DType type() {
            return DType.F32;
        }

        @Override
        public int classes() {
            return 0;
        }

        @Override
        public void copy(int index, Targets to, int at) {
            System.arraycopy(rows[index], 0, to.values(), at, rows[index].length);
        }
    }

    private FloatDataset(float[][] inputs, Rows targets, Shape shape, Shape targetShape) {
        this.inputs = inputs;
        this.targets = targets;
        this.shape = shape;
        this.targetShape = targetShape;
    }

    static FloatDataset of(float[][] inputs, int[] targets, Shape shape) {
        int[][] rows = Arrays.stream(targets).mapToObj(t -> new int[] {t}).toArray(int[][]::new);
        return of(inputs, rows, shape, Shape.SCALAR);
    }

    static FloatDataset of(float[][] inputs, int[][] targets, Shape shape, Shape targetShape) {
        check(inputs, targets.length, i -> targets[i].length, shape, targetShape);
        return new FloatDataset(inputs, Classes.of(targets), shape, targetShape);
    }

    static FloatDataset of(float[][] inputs, float[][] targets, Shape shape, Shape targetShape) {
        check(inputs, targets.length, i -> targets[i].length, shape, targetShape);
        return new FloatDataset(inputs, new Values(targets), shape, targetShape);
    }

    private static void check(
            float[][] inputs, int targets, IntUnaryOperator targetLength, Shape shape, Shape targetShape) {
        if (inputs.length != targets) {
            throw new IllegalArgumentException(inputs.length + " samples need as many targets, found " + targets);
        }
        for (int i = 0; i < targets; i++) {
            check(i, "values, a sample", inputs[i].length, shape);
            check(i, "targets, a target", targetLength.applyAsInt(i), targetShape);
        }
    }

    private static void check(int sample, String what, int length, Shape shape) {
        if (length != shape.size()) {
            throw new IllegalArgumentException("sample " + sample + " has " + length + " " + what + " of shape "
                    + shape.pretty() + " has " + shape.size());
        }
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public Shape targetShape() {
        return targetShape;
    }

    @Override
    public DType targetType() {
        return targets.type();
    }

    @Override
    public int size() {
        return inputs.length;
    }

    @Override
    public int classes() {
        return targets.classes();
    }

    @Override
    public void read(int index, float[] in, int at, Targets target, int targetAt) {
        System.arraycopy(inputs[index], 0, in, at, inputs[index].length);
        targets.copy(index, target, targetAt);
    }
}
