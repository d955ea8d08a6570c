package dev.noyau.analysis;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The receptive field of every layer: which pixels of the input its pixels are computed from. Exact, for any graph;
/// nothing runs.
///
/// Along each axis an output index i sees an interval of the input. Away from the borders its size and the distance
/// of neighbouring intervals (the stride) do not depend on i, or only on its phase where something was upsampled
/// before; how far the first interval reaches out of the image is the padding. So with a period of 1 output i sees
/// `[i·stride - padding, i·stride - padding + size)`, clipped at the borders.
///
/// Everything is followed through skips and concatenations: a pixel sees what any way to it sees, and what any of
/// its channels sees. Ops that move channels other than by cutting and joining are taken to mix them all. Definitions:
/// Araujo, Norris, Sim 2019, "Computing Receptive Fields of Convolutional Neural
/// Networks".
public final class ReceptiveField {
    private final Shape input;
    private final List<Layer> layers;

    private ReceptiveField(Shape input, List<Layer> layers) {
        this.input = input;
        this.layers = List.copyOf(layers);
    }

    /// For the input that the network was made for.
    public static ReceptiveField of(GraphSource source) {
        return of(source, source.inputShape());
    }

    /// For an input of another size; sizes, strides and paddings are the same, borders are elsewhere.
    ///
    /// @param input without the batch: (C, H, W), or (C, L) for sound
    public static ReceptiveField of(GraphSource source, Shape input) {
        return of(source.graph(input.prepend(1), Mode.INFERENCE));
    }

    /// Of a graph for a batch of one.
    public static ReceptiveField of(Graph graph) {
        Shape x = Layers.input(graph).shape();
        List<Integer> size = IntStream.range(2, x.rank()).mapToObj(x::dim).toList();
        Tracer tracer = new Tracer(Plane.input(size));
        Map<Value, @Nullable Tracked> known = new IdentityHashMap<>();
        for (Node n : graph.nodes()) {
            List<@Nullable Tracked> in = new ArrayList<>();
            n.inputs().forEach(v -> in.add(known.get(v)));
            Tracked t = tracer.result(n, in);
            for (Value v : n.outputs()) {
                boolean alike = t == null || v.shape().equals(n.output().shape());
                known.put(v, alike ? t : Tracked.seeingAll(v.shape(), List.of(t)));
            }
        }
        List<Layer> layers = new ArrayList<>();
        Layers.of(graph).forEach((path, nodes) -> {
            Value out = nodes.getLast().output();
            Tracked t = known.get(out);
            if (t != null) {
                layers.add(new Layer(
                        path, LayerKind.of(Layers.main(nodes)), out.shape().dropFirst(), t, size));
            }
        });
        return new ReceptiveField(x.dropFirst(), layers);
    }

    /// Shape of the input without the batch.
    public Shape input() {
        return input;
    }

    /// In the order in which they compute; layers that do not depend on the input are left out.
    public List<Layer> layers() {
        return layers;
    }

    /// The layer of that path, as `2.body.0`.
    public Optional<Layer> layer(String path) {
        return layers.stream().filter(l -> l.path().equals(path)).findFirst();
    }

    /// The layer that computes last.
    public Layer last() {
        return layers.getLast();
    }

    /// The table.
    @Override
    public String toString() {
        return ReceptiveFieldTable.format(this);
    }

    /// What a layer's pixels see.
    public static final class Layer {
        private final String path;
        private final String kind;
        private final Shape output;
        private final Plane plane;

        /// Which axis of the input each axis of the output stands for.
        private final List<Integer> order;

        private final List<Integer> input;
        private final List<Axis> axes;

        private Layer(String path, String kind, Shape output, Tracked value, List<Integer> input) {
            this.path = path;
            this.kind = kind;
            this.output = output;
            plane = value.plane();
            order = value.order();
            this.input = input;
            axes = IntStream.range(0, plane.axes())
                    .mapToObj(a -> Axis.of(plane, a, input.get(a)))
                    .toList();
        }

        public String path() {
            return path;
        }

        /// As `Conv2d 3×3 stride 2 padding 1`.
        public String kind() {
            return kind;
        }

        /// Without the batch.
        public Shape output() {
            return output;
        }

        /// One for each spatial axis of the input: height, width.
        public List<Axis> axes() {
            return axes;
        }

        /// Height and width of the layer's result, counted in positions of the input's axes; 1 where they are gone.
        public List<Integer> positions() {
            return order.stream().map(plane::size).toList();
        }

        /// The smallest box of the input that holds all pixels which some output pixel is computed from: the rows,
        /// then the columns.
        ///
        /// @param position row and column of the output pixel
        public List<Interval> region(int... position) {
            List<Integer> at = checked(position);
            if (exact()) {
                List<Interval> box = new ArrayList<>();
                for (int a = 0; a < plane.axes(); a++) {
                    box.add(plane.extent().of(a, at.get(a)));
                }
                return box.stream().anyMatch(Interval::isEmpty)
                        ? box.stream().map(i -> Interval.NONE).toList()
                        : box;
            }
            return box(Cone.of(plane, at));
        }

        /// The pixels of the input that an output pixel is computed from, one by one in row-major order. Unlike the
        /// region it shows the gaps that dilation and large strides leave.
        ///
        /// @param position row and column of the output pixel
        public BitSet pixels(int... position) {
            return Cone.of(plane, checked(position));
        }

        /// Whether each pixel sees the box of what its row and its column see. Not so where ways with unlike holes
        /// meet, as after a transposed convolution that leaves gaps; regions are exact nevertheless.
        public boolean exact() {
            return plane.extent().exact();
        }

        private List<Integer> checked(int... position) {
            boolean inside = position.length == order.size();
            Integer[] at = new Integer[order.size()];
            for (int i = 0; inside && i < position.length; i++) {
                inside = position[i] >= 0 && position[i] < plane.size(order.get(i));
                at[order.get(i)] = position[i];
            }
            if (!inside) {
                throw new IllegalArgumentException(path + " " + kind + ": there is no output pixel "
                        + IntStream.of(position).boxed().toList() + "; its pixels are counted from 0, and there are "
                        + Shape.of(positions().stream().mapToInt(i -> i).toArray())
                                .pretty());
            }
            return List.of(at);
        }

        private List<Interval> box(BitSet pixels) {
            List<Interval> box = new ArrayList<>();
            int inner = 1;
            for (int a = input.size() - 1; a >= 0; a--) {
                int n = input.get(a);
                int step = inner;
                box.addFirst(new Interval(
                        pixels.stream().map(p -> p / step % n).min().orElse(0),
                        pixels.stream().map(p -> p / step % n).max().orElse(-1)));
                inner *= n;
            }
            return box;
        }
    }

    /// How a layer sees along one axis of the input, away from the borders.
    ///
    /// @param kind whether that can be said in numbers
    /// @param size pixels that an output sees: the most of all phases
    /// @param stride distance of what neighbouring outputs see; 1/2 after upsampling by 2
    /// @param padding how far what the first output sees reaches out of the image; negative where it begins inside
    /// @param period outputs after which the rule repeats itself: 1 unless something was upsampled; 0 for no rule
    /// @param phases sizes that occur, the smallest first
    public record Axis(Kind kind, long size, double stride, double padding, int period, List<Phase> phases) {
        /// Whether size and stride are the same everywhere.
        public enum Kind {
            /// By a rule that repeats itself.
            REGULAR,
            /// Every output sees all of the input.
            ALL,
            /// Different from place to place without a rule: `size` is the largest in the image, stride and padding
            /// are NaN.
            UNEVEN
        }

        public Axis {
            phases = List.copyOf(phases);
        }

        private static Axis of(Plane plane, int axis, long n) {
            Reach r = plane.reach(axis);
            if (r == Reach.ALL) {
                return new Axis(Kind.ALL, n, Double.NaN, Double.NaN, 0, List.of(new Phase(n, 1)));
            }
            return r.periodic() ? regular(r) : uneven(plane, axis);
        }

        private static Axis regular(Reach r) {
            List<Phase> phases =
                    Phase.of(IntStream.range(0, r.phases()).mapToObj(r::size).toList());
            int first = IntStream.range(0, r.phases())
                    .filter(i -> r.size(i) > 0)
                    .findFirst()
                    .orElse(0);
            double padding = r.size(first) == 0 ? 0 : first * r.stride() - r.first(first);
            return new Axis(Kind.REGULAR, phases.getLast().size(), r.stride(), padding, r.phases(), phases);
        }

        private static Axis uneven(Plane plane, int axis) {
            List<Phase> phases = Phase.of(IntStream.range(0, plane.size(axis))
                    .mapToObj(i -> (long) plane.extent().of(axis, i).size())
                    .toList());
            return new Axis(Kind.UNEVEN, phases.getLast().size(), Double.NaN, Double.NaN, 0, phases);
        }
    }

    /// A size that occurs, and for which share of the positions.
    public record Phase(long size, double share) {
        private static List<Phase> of(List<Long> sizes) {
            return sizes.stream()
                    .distinct()
                    .sorted()
                    .map(s -> new Phase(
                            s, (double) sizes.stream().filter(s::equals).count() / sizes.size()))
                    .toList();
        }
    }
}
