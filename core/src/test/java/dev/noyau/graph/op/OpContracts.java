package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The contract of every op, one line each: how an instance with fitting input types is drawn. [OpContractTest]
/// checks shapes, derivatives and multiply-adds with it; other modules check that export and import, or a backend,
/// keep it.
public final class OpContracts {
    private OpContracts() {}

    /// How cases of one kind of op are drawn.
    public record Contract(Class<? extends Op> op, Function<Gen, OpCase> draw) {
        @Override
        public String toString() {
            return op.getSimpleName();
        }
    }

    /// Those of this file and of [ArrayContracts].
    public static List<Contract> all() {
        return Stream.concat(own().stream(), ArrayContracts.all().stream()).toList();
    }

    /// A new op adds its line here.
    private static List<Contract> own() {
        return List.of(
                new Contract(AdaptiveMaxPool2dGather.class, OpContracts::adaptiveGather),
                new Contract(AdaptivePool2d.class, OpContracts::adaptive),
                new Contract(AdaptivePool2dBackward.class, OpContracts::adaptiveBackward),
                new Contract(AvgPool2d.class, g -> image(g, w -> new AvgPool2d(w, g.flip()))),
                new Contract(AvgPool2dBackward.class, OpContracts::avgPoolBackward),
                new Contract(BatchNorm.class, g -> batchNorm(g, 0)),
                new Contract(BatchNormBackward.class, g -> batchNorm(g, 1)),
                new Contract(BatchNormInference.class, g -> batchNorm(g, 2)),
                new Contract(BiasAdd.class, OpContracts::biasAdd),
                new Contract(Constant.class, g -> OpCase.of(new Constant(tensor(g, g.shape(0, 3))))),
                new Contract(Conv2d.class, g -> conv(g, 0, rank(g))),
                new Contract(Conv2dBackwardData.class, g -> conv(g, 1, rank(g))),
                new Contract(Conv2dBackwardWeights.class, g -> conv(g, 2, rank(g))),
                new Contract(
                        CustomOp.class, g -> same(new SquareAndNegative(), 1, g).inFloat()),
                new Contract(DropoutMask.class, OpContracts::dropoutMask),
                new Contract(Exp.class, g -> same(new Exp(), 1, g)),
                new Contract(GlobalAvgPool.class, g -> OpCase.of(new GlobalAvgPool(), Type.f32(g.shape(3, 4)))),
                new Contract(GlobalMaxPool.class, g -> OpCase.of(new GlobalMaxPool(), Type.f32(g.shape(3, 4)))),
                new Contract(GroupNorm.class, g -> groupNorm(g, false)),
                new Contract(GroupNormBackward.class, g -> groupNorm(g, true)),
                new Contract(Input.class, g -> OpCase.of(new Input("in", type(g)))),
                new Contract(LayerNorm.class, g -> layerNorm(g, false)),
                new Contract(LayerNormBackward.class, g -> layerNorm(g, true)),
                new Contract(LocalResponseNorm.class, g -> localResponseNorm(g, false)),
                new Contract(LocalResponseNormBackward.class, g -> localResponseNorm(g, true)),
                new Contract(DepthToSpace.class, g -> shuffle(g, true)),
                new Contract(SpaceToDepth.class, g -> shuffle(g, false)),
                new Contract(Resize.class, g -> resize(g, false)),
                new Contract(ResizeBackward.class, g -> resize(g, true)),
                new Contract(LogSoftmax.class, g -> alongAxis(g, LogSoftmax::new)),
                new Contract(MaxPool2d.class, g -> image(g, MaxPool2d::new)),
                new Contract(MaxPool2dBackward.class, OpContracts::maxPoolBackward),
                new Contract(MaxPool2dGather.class, OpContracts::maxPoolGather),
                new Contract(Parameter.class, g -> OpCase.of(new Parameter("0.weight", g.shape(0, 4)))),
                new Contract(Relu.class, g -> same(new Relu(), 1, g)),
                new Contract(ReluBackward.class, g -> same(new ReluBackward(), 2, g)),
                new Contract(Softmax.class, g -> alongAxis(g, Softmax::new)),
                new Contract(SoftmaxCrossEntropy.class, g -> crossEntropy(g, false)),
                new Contract(SoftmaxCrossEntropyBackward.class, g -> crossEntropy(g, true)),
                new Contract(State.class, g -> OpCase.of(new State("0.mean", g.shape(0, 4)))));
    }

    static OpCase same(Op op, int inputs, Gen g) {
        Type t = Type.f32(g.shape(0, 4));
        return OpCase.of(op, IntStream.range(0, inputs).mapToObj(i -> t).toArray(Type[]::new));
    }

    private static Type type(Gen g) {
        return new Type(g.pick(List.of(DType.values())), g.shape(0, 4));
    }

    private static Tensor tensor(Gen g, Shape s) {
        return Tensor.wrap(s, g.floats(s.intSize()));
    }

    private static OpCase biasAdd(Gen g) {
        Shape s = g.shape(2, 5);
        return OpCase.of(new BiasAdd(), Type.f32(s), Type.f32(Shape.of(s.dim(1))));
    }

    /// Training (0), its gradient (1) or given statistics (2). Epsilon exceeds the variances that are drawn, which may
    /// be negative.
    private static OpCase batchNorm(Gen g, int kind) {
        Type x = Type.f32(g.shape(2, 5));
        Type c = Channels.vector(x);
        return switch (kind) {
            case 0 -> OpCase.of(new BatchNorm((float) g.uniform(0, 1), 0.25f, g.flip()), x, c, c, c, c);
            case 1 -> OpCase.of(new BatchNormBackward(), x, x, c, c, c);
            default -> OpCase.of(new BatchNormInference(1.5f), x, c, c, c, c);
        };
    }

    private static OpCase groupNorm(Gen g, boolean backward) {
        int groups = g.pick(1, 2, 3);
        Shape s = g.shape(2, 5);
        Type x = Type.f32(s.with(1, groups * g.between(1, 3)));
        Type c = Channels.vector(x);
        Type m = GroupNorm.statistics(x, groups);
        return backward
                ? OpCase.of(new GroupNormBackward(groups), x, x, c, m, m)
                : OpCase.of(new GroupNorm(groups, 0.25f), x, c, c);
    }

    private static OpCase layerNorm(Gen g, boolean backward) {
        Shape s = g.shape(1, 4);
        int axis = g.between(0, s.rank() - 1);
        Type x = Type.f32(s);
        Type w = Type.f32(Shape.of(Arrays.copyOfRange(s.dims(), axis, s.rank())));
        int named = g.flip() ? axis : axis - s.rank();
        Type m = LayerNorm.statistics(x, named);
        return backward
                ? OpCase.of(new LayerNormBackward(named), x, x, w, m, m)
                : OpCase.of(new LayerNorm(named, 0.25f), x, w, w);
    }

    private static OpCase localResponseNorm(Gen g, boolean backward) {
        LocalResponseNorm op = new LocalResponseNorm(
                g.between(0, 3), g.between(0, 3), (float) g.uniform(0.1, 2), (float) g.uniform(0.5, 1), 1.5f);
        Type x = Type.f32(g.shape(2, 4));
        return backward ? OpCase.of(new LocalResponseNormBackward(op), x, x) : OpCase.of(op, x);
    }

    private static OpCase shuffle(Gen g, boolean toSpace) {
        int r = g.between(1, 3);
        int c = g.pick(1, 2, 17);
        Shape deep = Shape.of(g.between(1, 2), c * r * r, g.between(1, 4), g.between(1, 4));
        Shape wide = Shape.of(deep.dim(0), c, deep.dim(2) * r, deep.dim(3) * r);
        return toSpace
                ? OpCase.of(new DepthToSpace(r, g.flip()), Type.f32(deep))
                : OpCase.of(new SpaceToDepth(r, g.flip()), Type.f32(wide));
    }

    private static OpCase resize(Gen g, boolean backward) {
        Interpolation how = new Interpolation(
                g.pick(List.of(Interpolation.Kind.values())),
                g.pick(List.of(Interpolation.Coordinates.values())),
                g.pick(List.of(Interpolation.Rounding.values())),
                g.flip() ? -0.75 : -0.5,
                g.flip(),
                g.flip(),
                0.5f);
        Shape s = g.shape(1, 4);
        int[] axes =
                IntStream.range(0, s.rank()).filter(a -> g.pick(0, 1, 1) == 1).toArray();
        int[] sizes = Arrays.stream(axes).map(a -> g.between(1, 9)).toArray();
        double[] part = new double[2 * axes.length];
        for (int i = 0; i < part.length; i++) {
            part[i] = i < axes.length ? g.uniform(-0.2, 0.5) : g.uniform(0.5, 1.2);
        }
        Resize op =
                Resize.toSizes(how, s, axes, sizes, g.flip() ? Resize.Policy.STRETCH : Resize.Policy.NOT_SMALLER, part);
        return backward
                ? OpCase.of(
                        new ResizeBackward(how, op.axes()),
                        op.infer(List.of(Type.f32(s))).getFirst())
                : OpCase.of(op, Type.f32(s));
    }

    private static OpCase dropoutMask(Gen g) {
        float rate = (float) g.uniform(0, 1);
        return OpCase.of(new DropoutMask(rate, g.between(0, 9), g.shape(0, 4)), Type.i64(Shape.of(2)));
    }

    static OpCase alongAxis(Gen g, Function<Integer, Op> op) {
        Shape s = g.shape(1, 4);
        return OpCase.of(op.apply(g.between(-s.rank(), s.rank() - 1)), Type.f32(s));
    }

    private static OpCase crossEntropy(Gen g, boolean backward) {
        Shape x = g.shape(2, 4);
        Shape labels = Shape.of(
                IntStream.range(0, x.rank()).filter(a -> a != 1).map(x::dim).toArray());
        OpCase c = backward
                ? OpCase.of(new SoftmaxCrossEntropyBackward(), Type.f32(Shape.SCALAR), Type.f32(x), Type.i64(labels))
                : OpCase.of(new SoftmaxCrossEntropy(), Type.f32(x), Type.i64(labels));
        return c.withClasses(x.dim(1));
    }

    /// Kernel, stride and dilation differ by axis, padding by side.
    static Window window(Gen g, int... kernels) {
        Window w = Window.of(g.pick(kernels), g.pick(kernels))
                .stride(g.pick(1, 1, 2, 3), g.pick(1, 1, 2, 3))
                .dilation(g.pick(1, 1, 2), g.pick(1, 1, 2));
        return w.padding(
                g.between(0, w.extentH() - 1),
                g.between(0, w.extentW() - 1),
                g.between(0, w.extentH() - 1),
                g.between(0, w.extentW() - 1));
    }

    /// Images and, more seldom, signals.
    private static int rank(Gen g) {
        return g.pick(3, 4, 4);
    }

    /// The window's row alone.
    private static Window row(Window w) {
        return w.kernel(1, w.kw()).stride(1, w.sw()).dilation(1, w.dw()).padding(0, w.left(), 0, w.right());
    }

    /// Padding smaller than the kernel, dilated or not (ONNX Runtime takes no more); sometimes in ceil mode.
    private static Window pool(Gen g) {
        Window w = window(g, 1, 2, 3, 4);
        w = w.padding(
                Math.min(w.top(), w.kh() - 1),
                Math.min(w.left(), w.kw() - 1),
                Math.min(w.bottom(), w.kh() - 1),
                Math.min(w.right(), w.kw() - 1));
        return g.between(0, 2) == 0 ? w.ceilMode() : w;
    }

    /// An image that a window fits in, with some pixels to spare: strides that divide the rest and strides that do
    /// not.
    static Shape image(Gen g, Window w, int channels) {
        int h = Math.max(w.dh() == 1 ? 1 : w.extentH(), w.extentH() - w.top() - w.bottom());
        int width = Math.max(w.dw() == 1 ? 1 : w.extentW(), w.extentW() - w.left() - w.right());
        return Shape.of(g.between(1, 2), channels, h + g.pick(0, 1, 2, 4), width + g.pick(0, 1, 2, 4));
    }

    /// The same without a height.
    private static Shape signal(Shape s) {
        return Shape.of(s.dim(0), s.dim(1), s.dim(3));
    }

    /// Pooling of an image or signal: a window and what it is applied to.
    private record Pooled(Window w, Type x) {
        static Pooled draw(Gen g) {
            Window w = pool(g);
            Shape x = image(g, w, g.between(1, 3));
            return rank(g) == 4 ? new Pooled(w, Type.f32(x)) : new Pooled(row(w), Type.f32(signal(x)));
        }

        Type y() {
            return Type.f32(MaxPool2d.pooled(x, w));
        }
    }

    private static OpCase image(Gen g, Function<Window, Op> op) {
        Pooled p = Pooled.draw(g);
        return OpCase.of(op.apply(p.w), p.x);
    }

    private static OpCase avgPoolBackward(Gen g) {
        Pooled p = Pooled.draw(g);
        return OpCase.of(new AvgPool2dBackward(p.w, g.flip(), p.x.shape()), p.y());
    }

    private static OpCase maxPoolBackward(Gen g) {
        Pooled p = Pooled.draw(g);
        return OpCase.of(new MaxPool2dBackward(p.w), p.y(), p.x);
    }

    private static OpCase maxPoolGather(Gen g) {
        Pooled p = Pooled.draw(g);
        return OpCase.of(new MaxPool2dGather(p.w), p.x, p.x);
    }

    /// Windows that divide an image, overlap, or repeat its pixels.
    private static AdaptiveWindows parts(Gen g, int rank) {
        return new AdaptiveWindows(rank == 4 ? g.size() : 1, g.size());
    }

    private static OpCase adaptive(Gen g) {
        Shape x = g.shape(3, 4);
        return OpCase.of(new AdaptivePool2d(g.flip(), parts(g, x.rank())), Type.f32(x));
    }

    private static OpCase adaptiveBackward(Gen g) {
        Type x = Type.f32(g.shape(3, 4));
        AdaptiveWindows parts = parts(g, x.shape().rank());
        return OpCase.of(new AdaptivePool2dBackward(g.flip(), parts), Type.f32(MaxPool2d.pooled(x, parts)), x);
    }

    private static OpCase adaptiveGather(Gen g) {
        Type x = Type.f32(g.shape(3, 4));
        return OpCase.of(new AdaptiveMaxPool2dGather(parts(g, x.shape().rank())), x, x);
    }

    /// A convolution (0), its gradient with respect to the input (1) or to the weights (2), of images.
    static OpCase conv(Gen g, int kind) {
        return conv(g, kind, 4);
    }

    private static OpCase conv(Gen g, int kind, int rank) {
        Window w = window(g, 1, 2, 3, 5);
        int groups = g.pick(1, 1, 2, 3);
        int depth = g.between(1, 3);
        Shape image = image(g, w, groups * depth);
        Shape filters = Shape.of(groups * g.between(1, 3), depth, w.kh(), w.kw());
        boolean signal = rank == 3;
        w = signal ? row(w) : w;
        Type x = Type.f32(signal ? signal(image) : image);
        Type weight = Type.f32(signal ? signal(filters) : filters);
        Conv2d conv = new Conv2d(w, groups);
        Type y = conv.infer(List.of(x, weight)).getFirst();
        return switch (kind) {
            case 0 -> OpCase.of(conv, x, weight);
            case 1 -> OpCase.of(new Conv2dBackwardData(w, groups, x.shape()), y, weight);
            default -> OpCase.of(new Conv2dBackwardWeights(w, groups, weight.shape()), y, x);
        };
    }

    /// A user's op with two results: `x²` and `-x`.
    record SquareAndNegative() implements CustomOp {
        @Override
        public List<Type> infer(List<Type> in) {
            Op.arity(in, 1);
            return List.of(in.getFirst(), in.getFirst());
        }

        @Override
        public List<Tensor> compute(List<Tensor> in, List<Type> out) {
            float[] square = in.getFirst().toArray();
            float[] negative = in.getFirst().toArray();
            for (int i = 0; i < square.length; i++) {
                square[i] *= square[i];
                negative[i] *= -1;
            }
            Shape s = in.getFirst().shape();
            return List.of(Tensor.wrap(s, square), Tensor.wrap(s, negative));
        }

        @Override
        public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
            Value x = node.input(0);
            Value first = dy.get(0);
            Value second = dy.get(1);
            Value a = first == null ? null : b.add(new Mul(), b.add(new Mul(), first, x), b.constant(2));
            Value c = second == null ? null : b.add(new Mul(), second, b.constant(-1));
            return Op.inputs(a == null ? c : c == null ? a : b.add(new Add(), a, c));
        }
    }
}
