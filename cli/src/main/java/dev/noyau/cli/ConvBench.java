package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.cli.BenchCommand.Metric;
import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Backend;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Precision;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/// Single convolutions with bias, forward and backward (the gradients of input, weights and bias), in GFLOP/s of the
/// direct method. Images go in and come out in plain order, so that the copies to and from the kernels' own, which a
/// network makes at its ends only, count here.
///
/// @param n images
/// @param in their channels
/// @param out channels of the result
/// @param h their height
/// @param w their width
/// @param k side of the window
/// @param s stride
/// @param p padding
record ConvBench(int n, int in, int out, int h, int w, int k, int s, int p) {
    private static final double WARM = 0.3;
    private static final int SAMPLES = 20;
    private static final double SECONDS = 1.2;

    private static final List<ConvBench> ALL = List.of(
            new ConvBench(8, 64, 64, 56, 56, 3, 1, 1),
            new ConvBench(8, 128, 128, 28, 28, 3, 1, 1),
            new ConvBench(8, 256, 256, 14, 14, 3, 1, 1),
            new ConvBench(16, 64, 64, 16, 16, 3, 1, 1),
            new ConvBench(8, 512, 512, 7, 7, 3, 1, 1),
            new ConvBench(8, 64, 128, 56, 56, 3, 2, 1),
            new ConvBench(128, 1, 16, 28, 28, 3, 2, 1),
            new ConvBench(128, 16, 32, 14, 14, 3, 2, 1),
            new ConvBench(1, 16, 16, 480, 640, 3, 1, 1),
            new ConvBench(8, 3, 64, 224, 224, 7, 2, 3));

    /// @param precision [Precision#STRICT] measures the direct method alone
    static List<Metric> runAll(int threads, Precision precision) {
        VectorModule.load();
        List<Metric> metrics = new ArrayList<>();
        Backend backend = Noyau.backend(threads, precision);
        ALL.forEach(c -> c.run(backend, metrics));
        return metrics;
    }

    private void run(Backend backend, List<Metric> metrics) {
        Samples forward = time(graph(false), backend, true);
        Samples backward = time(graph(true), backend, false);
        double flop = 2.0 * n * out * side(h) * side(w) * in * k * k;
        metrics.add(new Metric(this + "_fwd", flop / forward.median() / 1e9, "GFLOP/s"));
        metrics.add(new Metric(this + "_fwd_best", flop / forward.best() / 1e9, "GFLOP/s"));
        metrics.add(new Metric(this + "_bwd", 2 * flop / backward.median() / 1e9, "GFLOP/s"));
        metrics.add(new Metric(this + "_bwd_best", 2 * flop / backward.best() / 1e9, "GFLOP/s"));
    }

    private int side(int size) {
        return (size + 2 * p - k) / s + 1;
    }

    private Graph graph(boolean backward) {
        GraphBuilder b = new GraphBuilder();
        Value x = b.input("x", Type.f32(Shape.of(n, in, h, w)));
        Value weight = b.parameter("w", Shape.of(out, in, k, k));
        Value bias = b.parameter("b", Shape.of(out));
        Window window = Window.of(k, k).stride(s, s).padding(p, p, p, p);
        Value y = b.add(new BiasAdd(), b.add(new Conv2d(window, 1), x, weight), bias);
        if (!backward) {
            return b.output("y", y).build();
        }
        Value dy = b.input("dy", Type.f32(y.shape()));
        var gradients = Autodiff.gradients(b, y, dy, List.of(x, weight, bias));
        b.output("dx", Objects.requireNonNull(gradients.get(0)));
        b.gradient("w", Objects.requireNonNull(gradients.get(1)));
        b.gradient("b", Objects.requireNonNull(gradients.get(2)));
        return b.build();
    }

    private Samples time(Graph g, Backend backend, boolean frozen) {
        Executable e = backend.compile(g);
        if (frozen) {
            e.freeze();
        }
        g.inputs().forEach((name, v) -> e.bind(name, RandomValues.of(v.shape().intSize(), 1)));
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("w", Shape.of(out, in, k, k));
        shapes.put("b", Shape.of(out));
        Parameters p = Parameters.zeros(shapes);
        System.arraycopy(RandomValues.of(p.slab().length, 2), 0, p.slab(), 0, p.slab().length);
        Parameters state = Parameters.zeros(new LinkedHashMap<>());
        Parameters gradients = frozen ? null : p.zerosLike();
        e.prime();
        return Samples.of(() -> e.run(p, state, gradients), WARM, SAMPLES, SECONDS);
    }

    @Override
    public String toString() {
        return in + "-" + out + "_" + h + "x" + w + "_k" + k + "s" + s + "_n" + n;
    }
}
