package dev.noyau.compile;

import dev.noyau.compile.Partition.Kind;
import dev.noyau.compile.Program.Code;
import dev.noyau.compile.Program.Operand;
import dev.noyau.compile.Program.Spread;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.BatchNorm;
import dev.noyau.graph.op.BatchNormBackward;
import dev.noyau.graph.op.BatchNormInference;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Cast;
import dev.noyau.graph.op.Compare;
import dev.noyau.graph.op.Constant;
import dev.noyau.graph.op.Div;
import dev.noyau.graph.op.Exp;
import dev.noyau.graph.op.Logic;
import dev.noyau.graph.op.Max;
import dev.noyau.graph.op.Min;
import dev.noyau.graph.op.Mod;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Not;
import dev.noyau.graph.op.PRelu;
import dev.noyau.graph.op.Pow;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.ReluBackward;
import dev.noyau.graph.op.Sub;
import dev.noyau.graph.op.Unary;
import dev.noyau.graph.op.Where;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Makes a [Step.Chain] of a group of nodes: decides in which form the values lie, and writes the program.
final class ChainLowering {
    /// Fewer elements are not worth dividing.
    private static final long SMALL = 1 << 14;

    private final Planner p;
    private final ChainGroups groups;
    private final NormLowering norms;

    ChainLowering(Planner p, ChainGroups groups, NormLowering norms) {
        this.p = p;
        this.norms = norms;
        this.groups = groups;
    }

    /// Adds the step for a whole group.
    void lower(List<Node> group) {
        new Writer(group).write();
    }

    /// One group on its way.
    private final class Writer {
        private final List<Node> group;
        private final Shape shape;
        private final boolean blocked;
        private final ProgramBuilder code = new ProgramBuilder();
        private final Map<Value, Integer> known = new IdentityHashMap<>();
        private final List<Operand> operands = new ArrayList<>();
        private final List<Buffer> results = new ArrayList<>();
        private boolean standard;

        Writer(List<Node> group) {
            this.group = group;
            this.shape = group.getLast().output().shape();
            this.blocked = blocked();
        }

        /// As images where some operand is one already and all can be.
        private boolean blocked() {
            return p.fitsImage(group.getLast().output())
                    && full().anyMatch(p::hasImage)
                    && full().allMatch(p::fitsImage);
        }

        /// Operands of the results' shape.
        private Stream<Value> full() {
            return group.stream()
                    .flatMap(n -> n.inputs().stream())
                    .filter(v -> !group.contains(v.node()) && v.shape().equals(shape) && !scalarConstant(v));
        }

        private boolean scalarConstant(Value v) {
            return v.node().op() instanceof Constant c
                    && c.value().dtype() == DType.F32
                    && c.value().shape().size() == 1;
        }

        void write() {
            standard = blocked && !oneGeometry();
            for (Node n : group) {
                known.put(n.output(), emit(n));
            }
            for (Node n : group) {
                if (groups.shows(group, n)) {
                    code.store(value(n.output()), results.size());
                    results.add(result(n.output()));
                }
            }
            if (blocked) {
                operands.stream().filter(o -> o.spread() == null).forEach(o -> results.forEach(r -> r.tie(o.buffer())));
                results.forEach(r -> r.tie(results.getFirst()));
            }
            p.add(new Step.Chain(code.build(), List.copyOf(operands), List.copyOf(results), partition()));
        }

        /// Whether all images have one geometry; and their own, where something is broadcast to them.
        private boolean oneGeometry() {
            int[] own = Planner.geometry(group.getLast().output());
            List<Buffer> images = full().map(p::image).toList();
            ImageLayout first = images.getFirst().layout();
            boolean spreads = group.stream()
                    .flatMap(n -> n.inputs().stream())
                    .anyMatch(v -> !group.contains(v.node())
                            && !v.shape().equals(shape)
                            && v.shape().size() > 1);
            return images.stream().allMatch(b -> b.layout().sameGeometry(first))
                    && (!spreads || images.getFirst().geometry(own[0], own[1], own[2]));
        }

        private Buffer result(Value v) {
            if (!blocked) {
                return p.newPlain(v);
            }
            ImageLayout l = operands.stream()
                    .filter(o -> o.spread() == null)
                    .findFirst()
                    .orElseThrow()
                    .buffer()
                    .layout();
            return p.newImage(v, l.c(), l.h(), l.w());
        }

        /// By images, unless an operand that is no image is read by all of them and made image by image.
        private Partition partition() {
            Buffer out = results.getFirst();
            boolean shared = operands.stream()
                    .anyMatch(o -> o.spread() != null
                            && !o.spread().images()
                            && o.buffer().images() > 1);
            if (out.images() == p.images() && !shared) {
                return p.shards();
            }
            return out.floats() < SMALL ? Partition.WHOLE : new Partition(Kind.BLOCKS, Partition.PARTS);
        }

        // ---- operands

        private int value(Value v) {
            Integer k = known.get(v);
            if (k == null) {
                k = v.shape().equals(shape) && !scalarConstant(v) ? load(v) : spread(v, v.shape());
                known.put(v, k);
            }
            return k;
        }

        private int load(Value v) {
            Buffer b = !blocked ? p.plain(v) : standard ? p.standard(v) : p.image(v);
            operands.add(new Operand(b, null));
            return code.emit(Code.LOAD, operands.size() - 1);
        }

        /// A value that is broadcast, seen with some shape of its size.
        private int spread(Value v, Shape as) {
            if (v.node().op() instanceof Constant c && scalarConstant(v)) {
                return code.constant(c.value().data()[0]);
            }
            return spread(new Operand(p.plain(v), spread(as)));
        }

        /// Numbers that all pixels of a channel share are spread once for a block.
        private int spread(Operand o) {
            operands.add(o);
            boolean channels = blocked
                    && o.spread() != null
                    && o.spread().strides().stream().skip(1).allMatch(s -> s == 0);
            return code.emit(channels ? Code.CHANNELS : Code.SPREAD, operands.size() - 1);
        }

        private Spread spread(Shape s) {
            int rank = shape.rank();
            int[] strides = new int[rank];
            int step = 1;
            for (int k = 1; k <= s.rank(); k++) {
                strides[rank - k] = s.dim(-k) == 1 ? 0 : step;
                step *= s.dim(-k);
            }
            boolean batched = p.batched(group.getLast().output());
            boolean images = batched && strides[0] != 0;
            List<Integer> sizes = new ArrayList<>();
            List<Integer> steps = new ArrayList<>();
            for (int a = batched ? 1 : 0; a < rank; a++) {
                sizes.add(shape.dim(a));
                steps.add(strides[a]);
            }
            if (!blocked) {
                merge(sizes, steps);
            }
            // Sound is an image of one row, a row of features one of a single pixel.
            while (blocked && sizes.size() < 3) {
                sizes.add(1, 1);
                steps.add(1, 0);
            }
            return new Spread(images, List.copyOf(sizes), List.copyOf(steps));
        }

        /// Neighbouring axes that can be walked over as one become one; those of size 1 disappear.
        private static void merge(List<Integer> sizes, List<Integer> steps) {
            for (int a = sizes.size() - 1; a >= 0 && sizes.size() > 1; a--) {
                if (sizes.get(a) == 1) {
                    sizes.remove(a);
                    steps.remove(a);
                }
            }
            for (int a = sizes.size() - 2; a >= 0; a--) {
                if (steps.get(a) == steps.get(a + 1) * sizes.get(a + 1)) {
                    sizes.set(a, sizes.get(a) * sizes.remove(a + 1));
                    steps.remove(a);
                }
            }
        }

        // ---- instructions

        private int emit(Node n) {
            return switch (n.op()) {
                case Unary u -> code.unary(u, value(n.input(0)));
                case Exp e -> code.emit(Code.EXP, value(n.input(0)));
                case Relu r -> code.emit(Code.RELU, value(n.input(0)));
                case ReluBackward r -> both(Code.RELU_BACKWARD, n);
                case Add a -> both(Code.ADD, n);
                case Sub s -> both(Code.SUB, n);
                case Mul m -> both(Code.MUL, n);
                case Div d -> both(Code.DIV, n);
                case Min m -> both(Code.MIN, n);
                case Max m -> both(Code.MAX, n);
                case Mod m -> both(Code.REMAINDER, n);
                case Pow w -> power(n);
                case BatchNorm m -> normalised(n);
                case BatchNormInference m -> normalised(n);
                case BatchNormBackward m -> slope(n);
                case PRelu r -> code.leaky(value(n.input(0)), value(n.input(1)));
                case BiasAdd b -> code.emit(Code.ADD, value(n.input(0)), bias(n.input(1)));
                case BroadcastTo b -> value(n.input(0));
                case Where w -> code.emit(Code.SELECT, value(n.input(0)), value(n.input(1)), value(n.input(2)));
                case Cast c -> value(n.input(0));
                case Not m -> code.emit(Code.NOT, value(n.input(0)));
                case Compare c -> compare(c.kind(), value(n.input(0)), value(n.input(1)));
                case Logic l ->
                    switch (l.kind()) {
                        case AND -> both(Code.MUL, n);
                        case OR -> both(Code.MAX, n);
                        case XOR -> code.emit(Code.ABS, both(Code.SUB, n));
                    };
                default -> throw new IllegalStateException("no element-by-element op: " + n);
            };
        }

        private int both(Code what, Node n) {
            return code.emit(what, value(n.input(0)), value(n.input(1)));
        }

        private int bias(Value b) {
            return spread(b, column());
        }

        private Shape column() {
            int[] column = new int[shape.rank() - 1];
            Arrays.fill(column, 1);
            column[0] = shape.dim(1);
            return Shape.of(column);
        }

        /// A number for each channel.
        private int vector(Buffer b) {
            return spread(new Operand(b, spread(column())));
        }

        /// `(x - mean) · factor + shift`.
        private int normalised(Node n) {
            List<Buffer> v = norms.vectors(n);
            int centred = code.emit(Code.SUB, value(n.input(0)), vector(v.get(0)));
            return code.emit(Code.FMA, centred, vector(v.get(1)), vector(v.get(2)));
        }

        /// `dy · a + ((x - mean) · c + b)`.
        private int slope(Node n) {
            List<Buffer> v = norms.vectors(n);
            int centred = code.emit(Code.SUB, value(n.input(1)), vector(v.get(0)));
            int rest = code.emit(Code.FMA, centred, vector(v.get(3)), vector(v.get(2)));
            return code.emit(Code.FMA, value(n.input(0)), vector(v.get(1)), rest);
        }

        private int compare(Compare.Kind kind, int a, int b) {
            return switch (kind) {
                case EQUAL -> code.emit(Code.EQUAL, a, b);
                case GREATER -> code.emit(Code.GREATER, a, b);
                case GREATER_OR_EQUAL -> code.emit(Code.GREATER_OR_EQUAL, a, b);
                case LESS -> code.emit(Code.GREATER, b, a);
                case LESS_OR_EQUAL -> code.emit(Code.GREATER_OR_EQUAL, b, a);
            };
        }

        private int power(Node n) {
            int x = value(n.input(0));
            Value exponent = n.input(1);
            float e = exponent.node().op() instanceof Constant c && scalarConstant(exponent)
                    ? c.value().data()[0]
                    : Float.NaN;
            if (e == 1) {
                return x;
            } else if (e == 2) {
                return code.emit(Code.MUL, x, x);
            } else if (e == 3) {
                return code.emit(Code.MUL, code.emit(Code.MUL, x, x), x);
            } else if (e == -1) {
                return code.emit(Code.DIV, code.constant(1), x);
            }
            return both(Code.POW, n);
        }
    }
}
