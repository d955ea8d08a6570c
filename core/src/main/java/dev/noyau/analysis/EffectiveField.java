package dev.noyau.analysis;

import dev.noyau.graph.Backend;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.op.Random32;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Collections;
import java.util.List;

/// How much an output pixel listens to each pixel that it sees: the size of its gradient, over random inputs. Pixels
/// near the centre lie on more ways than those at the edge, so the effective field is smaller than the field and shaped
/// like a bell. Luo et al. 2016, "Understanding the Effective Receptive Field in Deep Convolutional Neural Networks".
///
/// @param path of the layer
/// @param position row and column of the output pixel
/// @param field the box of pixels that it sees: rows, columns
/// @param height of the input
/// @param width of the input
/// @param mass for each pixel of the input its share of all gradient, row-major; the sum is 1
public record EffectiveField(
        String path, List<Integer> position, List<Interval> field, int height, int width, double[] mass) {
    private static final int STREAM = 77;

    /// @param path of the layer; empty for the network's output
    /// @param position row and column of the output pixel
    /// @param samples random inputs that the mean is taken of
    public static EffectiveField of(
            GraphSource source,
            Parameters parameters,
            Shape input,
            String path,
            List<Integer> position,
            int samples,
            Backend backend) {
        Shape batch = input.prepend(samples);
        Graph g = Probe.atLayer(source.graph(batch, Mode.INFERENCE), path);
        InputGradient gradient = new InputGradient(g, g.output(GraphSource.OUTPUT), backend);
        float[] x = normal(batch.intSize(), 0);
        float[] weights = normal(samples * gradient.output().dim(1), 1);
        float[] dx = gradient.of(
                Tensor.wrap(batch, x),
                Collections.nCopies(samples, position),
                weights,
                parameters,
                source.initialState());
        ReceptiveField field = ReceptiveField.of(atOne(source, input, path));
        return new EffectiveField(
                path,
                position,
                field.last().region(position.stream().mapToInt(i -> i).toArray()),
                input.rank() == 2 ? 1 : input.dim(1),
                input.dim(-1),
                mass(dx, input, samples));
    }

    private static Graph atOne(GraphSource source, Shape input, String path) {
        return Probe.atLayer(source.graph(input.prepend(1), Mode.INFERENCE), path);
    }

    private static double[] mass(float[] dx, Shape input, int samples) {
        int area = (int) input.size(1, input.rank());
        double[] mass = new double[area];
        double sum = 0;
        for (int i = 0; i < samples * input.dim(0) * area; i++) {
            mass[i % area] += Math.abs(dx[i]);
            sum += Math.abs(dx[i]);
        }
        for (int i = 0; i < area && sum > 0; i++) {
            mass[i] /= sum;
        }
        return mass;
    }

    /// Draws of the standard normal distribution (Box, Muller 1958).
    private static float[] normal(int count, long seed) {
        float[] f = new float[count];
        for (int i = 0; i < count; i++) {
            double u = (1 + (Random32.bits(seed, STREAM, 0, i) >>> 11)) * 0x1p-53;
            double v = (Random32.bits(seed, STREAM, 1, i) >>> 11) * 0x1p-53;
            f[i] = (float) (StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v));
        }
        return f;
    }

    /// The standard deviation of the mass along an axis, in pixels.
    ///
    /// @param axis 0 for rows, 1 for columns
    public double sigma(int axis) {
        double mean = 0;
        double square = 0;
        for (int i = 0; i < mass.length; i++) {
            int at = axis == 0 ? i / width : i % width;
            mean += mass[i] * at;
            square += mass[i] * at * at;
        }
        return Math.sqrt(Math.max(0, square - mean * mean));
    }

    /// The side of the smallest square around the field's centre that holds a share of the mass.
    public int side(double share) {
        int limit = 2 * Math.max(height, width) + 1;
        for (int side = field.getLast().size() % 2 == 0 ? 2 : 1; side < limit; side += 2) {
            if (inside(side) >= share - 1e-12) {
                return side;
            }
        }
        return limit;
    }

    /// The share of the mass in the square of that side around the field's centre.
    public double inside(int side) {
        Interval rows = field.size() == 1 ? new Interval(0, 0) : field.getFirst();
        Interval columns = field.getLast();
        double sum = 0;
        for (int i = 0; i < mass.length; i++) {
            boolean in = 2 * Math.abs(i / width - (rows.first() + rows.last()) / 2.0) < side
                    && 2 * Math.abs(i % width - (columns.first() + columns.last()) / 2.0) < side;
            sum += in ? mass[i] : 0;
        }
        return sum;
    }
}
