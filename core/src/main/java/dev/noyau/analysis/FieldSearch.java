package dev.noyau.analysis;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which chains of convolutions see far enough and cost little enough.
public final class FieldSearch {
    private static final List<Integer> KERNELS = List.of(3, 5, 7);

    private FieldSearch() {}

    /// A chain of convolutions with one kernel, padded to keep the size, the first ones with stride 2.
    ///
    /// @param depth layers
    /// @param kernel side of the filters
    /// @param strided layers of stride 2, the first ones
    /// @param field receptive field of the last layer
    /// @param macs multiply-adds for one input
    /// @param output of the last layer
    public record Candidate(int depth, int kernel, int strided, long field, long macs, Shape output) {}

    /// For each number of strided layers the cheapest chain that is good enough, the cheapest first; without those for
    /// which one with a larger output is as cheap.
    ///
    /// @param input without the batch
    /// @param channels of every layer
    /// @param least receptive field
    /// @param most multiply-adds for one input
    /// @param depth the most layers
    public static List<Candidate> of(Shape input, int channels, int least, long most, int depth) {
        List<Candidate> found = new ArrayList<>();
        for (int strided = 0; strided <= depth; strided++) {
            if (1L << strided > Math.min(input.dim(1), input.dim(2))) {
                break;
            }
            int s = strided;
            KERNELS.stream()
                    .flatMap(k -> java.util.stream.IntStream.rangeClosed(Math.max(1, s), depth)
                            .mapToObj(d -> candidate(input, channels, d, k, s))
                            .filter(c -> c.field() >= least && c.macs() <= most))
                    .min(Comparator.comparingLong(Candidate::macs).thenComparingInt(Candidate::depth))
                    .ifPresent(found::add);
        }
        found.removeIf(c -> found.stream().anyMatch(o -> o.strided() < c.strided() && o.macs() <= c.macs()));
        found.sort(Comparator.comparingLong(Candidate::macs));
        return found;
    }

    private static Candidate candidate(Shape input, int channels, int depth, int kernel, int strided) {
        GraphBuilder b = new GraphBuilder();
        Value x = b.input(GraphSource.INPUT, Type.f32(input.prepend(1)));
        for (int i = 0; i < depth; i++) {
            int stride = i < strided ? 2 : 1;
            String path = Integer.toString(i);
            Value w = b.at(path)
                    .parameter(path + ".weight", Shape.of(channels, x.shape().dim(1), kernel, kernel));
            x = b.add(new Conv2d(Window.of(kernel).same().stride(stride, stride), 1), x, w);
        }
        Graph g = b.at("").output(GraphSource.OUTPUT, x).build();
        long field = ReceptiveField.of(g).last().axes().getFirst().size();
        return new Candidate(depth, kernel, strided, field, g.macs(), x.shape().dropFirst());
    }
}
