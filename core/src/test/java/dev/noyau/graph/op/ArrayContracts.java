package dev.noyau.graph.op;

import dev.noyau.graph.Type;
import dev.noyau.graph.op.OpContracts.Contract;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.testing.Gen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Contracts of what works on arrays of any rank: arithmetic, reductions, movement, indexing.
final class ArrayContracts {
    private ArrayContracts() {}

    static List<Contract> all() {
        return List.of(
                new Contract(Add.class, g -> numbers(new Add(), g)),
                new Contract(ArgReduce.class, g -> alongAxis(g, a -> new ArgReduce(g.flip(), a, g.flip(), g.flip()))),
                new Contract(BroadcastTo.class, ArrayContracts::broadcastTo),
                new Contract(Cast.class, g -> OpCase.of(new Cast(g.pick(List.of(DType.values()))), any(g, 0))),
                new Contract(Compare.class, ArrayContracts::compare),
                new Contract(Concat.class, ArrayContracts::concat),
                new Contract(CumSum.class, g -> alongAxis(g, a -> new CumSum(a, g.flip(), g.flip()))),
                new Contract(Div.class, g -> broadcast(new Div(), g).within(0.5, 2)),
                new Contract(Gather.class, ArrayContracts::gather),
                new Contract(GatherElements.class, ArrayContracts::gatherElements),
                new Contract(GatherND.class, ArrayContracts::gatherND),
                new Contract(Hardmax.class, g -> OpContracts.alongAxis(g, Hardmax::new)),
                new Contract(IsInf.class, g -> OpContracts.same(new IsInf(g.flip(), g.flip()), 1, g)),
                new Contract(IsNaN.class, g -> OpContracts.same(new IsNaN(), 1, g)),
                new Contract(Logic.class, ArrayContracts::logic),
                new Contract(MatMul.class, ArrayContracts::matMul),
                new Contract(Max.class, g -> numbers(new Max(), g)),
                new Contract(Min.class, g -> numbers(new Min(), g)),
                new Contract(Mod.class, g -> broadcast(new Mod(g.flip()), g).within(0.5, 2)),
                new Contract(Mul.class, g -> numbers(new Mul(), g)),
                new Contract(Not.class, g -> OpCase.of(new Not(), Type.bool(g.shape(0, 4)))),
                new Contract(OneHot.class, ArrayContracts::oneHot),
                new Contract(PRelu.class, ArrayContracts::prelu),
                new Contract(Pad.class, g -> pad(g, false)),
                new Contract(PadBackward.class, g -> pad(g, true)),
                new Contract(Pow.class, g -> broadcast(new Pow(), g).within(0.5, 2)),
                new Contract(Reduce.class, ArrayContracts::reduce),
                new Contract(ReduceSum.class, ArrayContracts::reduceSum),
                new Contract(Reshape.class, ArrayContracts::reshape),
                new Contract(ScatterElements.class, ArrayContracts::scatterElements),
                new Contract(ScatterND.class, ArrayContracts::scatterND),
                new Contract(Slice.class, g -> slice(g, false)),
                new Contract(SliceBackward.class, g -> slice(g, true)),
                new Contract(Sub.class, g -> numbers(new Sub(), g)),
                new Contract(Tile.class, ArrayContracts::tile),
                new Contract(TopK.class, ArrayContracts::topK),
                new Contract(Transpose.class, ArrayContracts::transpose),
                new Contract(Trilu.class, g -> OpCase.of(new Trilu(g.flip(), g.between(-3, 3)), any(g, 2))),
                new Contract(Unary.class, ArrayContracts::unary),
                new Contract(Where.class, ArrayContracts::where));
    }

    // ---- shapes and types

    private static Type any(Gen g, int fromRank) {
        return new Type(g.pick(List.of(DType.values())), g.shape(fromRank, 4));
    }

    /// Floats, or integers now and then.
    private static DType number(Gen g) {
        return g.pick(List.of(DType.F32, DType.F32, DType.I64));
    }

    private static OpCase alongAxis(Gen g, Function<Integer, Op> op) {
        Shape s = g.shape(1, 4);
        return OpCase.of(op.apply(g.between(-s.rank(), s.rank() - 1)), new Type(number(g), s));
    }

    /// Some axes become 1, some leading ones disappear.
    private static Shape narrowed(Gen g, Shape s) {
        int from = g.pick(0, 0, g.between(0, s.rank()));
        return Shape.of(IntStream.range(from, s.rank())
                .map(a -> g.flip() ? s.dim(a) : 1)
                .toArray());
    }

    private static OpCase broadcast(Op op, Gen g) {
        Shape s = g.shape(0, 4);
        Shape a = g.flip() ? s : narrowed(g, s);
        return OpCase.of(op, Type.f32(a), Type.f32(narrowed(g, s)));
    }

    private static OpCase numbers(Op op, Gen g) {
        OpCase c = broadcast(op, g);
        DType t = number(g);
        return OpCase.of(op, c.in().stream().map(i -> new Type(t, i.shape())).toArray(Type[]::new));
    }

    private static OpCase broadcastTo(Gen g) {
        Shape s = g.shape(0, 4);
        return OpCase.of(new BroadcastTo(s), new Type(g.pick(List.of(DType.F32, DType.I64)), narrowed(g, s)));
    }

    private static OpCase reshape(Gen g) {
        Shape s = g.shape(0, 4);
        Shape flat = Shape.of(s.intSize());
        Shape to = g.pick(List.of(flat, flat.prepend(1), Shape.of(1, flat.dim(0), 1), s));
        return OpCase.of(new Reshape(to), new Type(g.pick(List.of(DType.F32, DType.I64)), s));
    }

    private static List<Integer> axes(Gen g, Shape s) {
        return IntStream.range(0, s.rank())
                .filter(a -> g.flip())
                .map(a -> g.flip() ? a : a - s.rank())
                .boxed()
                .toList();
    }

    private static OpCase reduceSum(Gen g) {
        Shape s = g.shape(0, 4);
        return OpCase.of(new ReduceSum(axes(g, s), g.flip()), new Type(number(g), s));
    }

    private static OpCase reduce(Gen g) {
        Shape s = g.shape(0, 3);
        Reduce.Kind kind = g.pick(List.of(Reduce.Kind.values()));
        OpCase c = OpCase.of(new Reduce(kind, axes(g, s), g.flip()), Type.f32(s));
        return switch (kind) {
            case LOG_SUM -> c.within(0.3, 1.5);
            case PROD -> c.within(0.5, 1.5);
            default -> c;
        };
    }

    // ---- arithmetic

    private static OpCase unary(Gen g) {
        Unary.Kind kind = g.pick(List.of(Unary.Kind.values()));
        Unary op = g.flip()
                ? Unary.of(kind)
                : switch (kind) {
                    case CLIP -> Unary.clip(-0.7f, 1.1f);
                    case SHRINK -> new Unary(kind, 0.3f, 0.6f);
                    case CELU, ELU, LEAKY_RELU, SWISH, THRESHOLDED_RELU -> new Unary(kind, 0.7f, 0);
                    default -> Unary.of(kind);
                };
        OpCase c = OpContracts.same(op, 1, g);
        return switch (kind) {
            case LOG, SQRT, RECIPROCAL -> c.within(0.3, 2);
            case ACOSH -> c.within(1.3, 3);
            case ASIN, ACOS, ATANH -> c.within(-0.7, 0.7);
            case TAN -> c;
            default -> c.within(-4.1, 4.3);
        };
    }

    private static OpCase prelu(Gen g) {
        Shape s = g.shape(0, 4);
        return OpCase.of(new PRelu(), Type.f32(s), Type.f32(narrowed(g, s)));
    }

    private static OpCase compare(Gen g) {
        OpCase c = broadcast(new Compare(g.pick(List.of(Compare.Kind.values()))), g);
        DType t = g.pick(List.of(DType.values()));
        return OpCase.of(
                c.op(), c.in().stream().map(i -> new Type(t, i.shape())).toArray(Type[]::new));
    }

    private static OpCase logic(Gen g) {
        OpCase c = broadcast(new Logic(g.pick(List.of(Logic.Kind.values()))), g);
        return OpCase.of(c.op(), c.in().stream().map(i -> Type.bool(i.shape())).toArray(Type[]::new));
    }

    private static OpCase where(Gen g) {
        Shape s = g.shape(0, 4);
        DType t = number(g);
        return OpCase.of(
                new Where(), Type.bool(narrowed(g, s)), new Type(t, s), new Type(t, g.flip() ? s : narrowed(g, s)));
    }

    private static OpCase matMul(Gen g) {
        int m = g.size();
        int n = g.size();
        int k = g.size();
        MatMul op = new MatMul(g.flip(), g.flip());
        Shape batch = g.flip() ? Shape.SCALAR : g.shape(0, 2);
        Shape a = matrix(g.flip() ? batch : narrowed(g, batch), op.transposeA() ? k : m, op.transposeA() ? m : k);
        Shape b = matrix(g.flip() ? batch : narrowed(g, batch), op.transposeB() ? n : k, op.transposeB() ? k : n);
        return OpCase.of(op, Type.f32(a), Type.f32(b));
    }

    private static Shape matrix(Shape batch, int rows, int columns) {
        return Shape.of(IntStream.concat(IntStream.of(batch.dims()), IntStream.of(rows, columns))
                .toArray());
    }

    // ---- movement

    private static OpCase transpose(Gen g) {
        Type x = any(g, 0);
        List<Integer> perm =
                new ArrayList<>(IntStream.range(0, x.shape().rank()).boxed().toList());
        for (int i = perm.size() - 1; i > 0; i--) {
            Collections.swap(perm, i, g.between(0, i));
        }
        return OpCase.of(new Transpose(perm), x);
    }

    private static OpCase concat(Gen g) {
        Type x = any(g, 1);
        int axis = g.between(-x.shape().rank(), x.shape().rank() - 1);
        Type[] in = IntStream.range(0, g.between(1, 3))
                .mapToObj(i -> new Type(x.dtype(), x.shape().with(axis, g.size())))
                .toArray(Type[]::new);
        return OpCase.of(new Concat(axis), in);
    }

    private static OpCase slice(Gen g, boolean backward) {
        Shape s = g.shape(1, 4);
        List<Integer> axes = axes(g, s);
        Slice op = new Slice(
                axes.stream().map(a -> g.between(-9, 9)).toList(),
                axes.stream().map(a -> g.pick(-100, 100, g.between(-9, 9))).toList(),
                axes,
                axes.stream().map(a -> g.pick(1, 1, 2, 3, -1, -2)).toList());
        Type x = backward ? Type.f32(s) : new Type(g.pick(List.of(DType.values())), s);
        return backward
                ? OpCase.of(new SliceBackward(op, s), op.infer(List.of(x)).getFirst())
                : OpCase.of(op, x);
    }

    private static OpCase pad(Gen g, boolean backward) {
        Shape s = g.shape(0, 3);
        List<Integer> pads = IntStream.range(0, 2 * s.rank())
                .map(a -> g.between(s.dim(a % s.rank()) > 2 ? -1 : 0, 3))
                .boxed()
                .toList();
        Pad op = new Pad(pads, g.pick(List.of(Pad.Mode.values())), 0.5f);
        Type x = Type.f32(s);
        return backward ? OpCase.of(new PadBackward(op, s), op.infer(List.of(x)).getFirst()) : OpCase.of(op, x);
    }

    private static OpCase tile(Gen g) {
        Type x = any(g, 0);
        return OpCase.of(
                new Tile(IntStream.range(0, x.shape().rank())
                        .map(a -> g.between(1, 3))
                        .boxed()
                        .toList()),
                x);
    }

    private static OpCase topK(Gen g) {
        Shape s = g.shape(1, 3);
        int axis = g.between(-s.rank(), s.rank() - 1);
        return OpCase.of(new TopK(g.between(1, s.dim(axis)), axis, g.flip()), new Type(number(g), s));
    }

    // ---- indexing

    private static OpCase gather(Gen g) {
        Shape s = g.shape(1, 3);
        int axis = g.between(-s.rank(), s.rank() - 1);
        Type x = new Type(g.pick(List.of(DType.values())), s);
        return OpCase.of(new Gather(axis), x, Type.i64(g.shape(0, 2))).withClasses(s.dim(axis));
    }

    private static OpCase gatherElements(Gen g) {
        Shape s = g.shape(1, 3);
        int axis = g.between(-s.rank(), s.rank() - 1);
        return OpCase.of(new GatherElements(axis), Type.f32(s), Type.i64(shorter(g, s, axis)))
                .withClasses(s.dim(axis));
    }

    private static Shape shorter(Gen g, Shape s, int axis) {
        return Shape.of(IntStream.range(0, s.rank())
                .map(a -> a == s.axis(axis) ? g.size() : g.between(1, s.dim(a)))
                .toArray());
    }

    private static OpCase scatterElements(Gen g) {
        Shape s = g.shape(1, 3);
        int axis = g.between(-s.rank(), s.rank() - 1);
        // Two updates of one place have no derivative but for sums, so each line has one.
        ScatterElements.Reduction how = g.pick(List.of(ScatterElements.Reduction.values()));
        Shape index = how == ScatterElements.Reduction.ADD
                ? shorter(g, s, axis)
                : shorter(g, s, axis).with(axis, 1);
        return OpCase.of(new ScatterElements(axis, how), Type.f32(s), Type.i64(index), Type.f32(index))
                .withClasses(s.dim(axis));
    }

    private static OpCase gatherND(Gen g) {
        Shape s = g.shape(1, 3);
        int batch = g.between(0, s.rank() - 1);
        int k = g.between(1, s.rank() - batch);
        int[] index = IntStream.concat(IntStream.range(0, batch).map(s::dim), IntStream.of(g.size(), k))
                .toArray();
        int smallest = IntStream.range(batch, batch + k).map(s::dim).min().orElse(1);
        return OpCase.of(new GatherND(batch), Type.f32(s), Type.i64(Shape.of(index)))
                .withClasses(smallest);
    }

    private static OpCase scatterND(Gen g) {
        Shape s = g.shape(1, 3);
        int k = g.between(1, s.rank());
        ScatterElements.Reduction how = g.pick(List.of(ScatterElements.Reduction.values()));
        Shape index = Shape.of(how == ScatterElements.Reduction.ADD ? g.size() : 1, k);
        Type updates =
                new GatherND(0).infer(List.of(Type.f32(s), Type.i64(index))).getFirst();
        int smallest = IntStream.range(0, k).map(s::dim).min().orElse(1);
        return OpCase.of(new ScatterND(how), Type.f32(s), Type.i64(index), updates)
                .withClasses(smallest);
    }

    private static OpCase oneHot(Gen g) {
        Shape s = g.shape(0, 3);
        OneHot op = new OneHot(g.size(), g.between(-s.rank() - 1, s.rank()));
        return OpCase.of(op, Type.i64(s), Type.f32(Shape.of(2)));
    }
}
