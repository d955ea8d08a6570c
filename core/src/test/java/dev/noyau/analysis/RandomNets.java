package dev.noyau.analysis;

import dev.noyau.graph.Mode;
import dev.noyau.graph.op.CumSum;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.Reduce;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Tile;
import dev.noyau.graph.op.Window;
import dev.noyau.nn.Activation;
import dev.noyau.nn.AdaptivePool;
import dev.noyau.nn.AvgPool2d;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.ConvTranspose2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.GroupNorm;
import dev.noyau.nn.InstanceNorm2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.LayerNorm;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.MultiHeadAttention;
import dev.noyau.nn.Network;
import dev.noyau.nn.PixelShuffle;
import dev.noyau.nn.PixelUnshuffle;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Residual;
import dev.noyau.nn.Resize;
import dev.noyau.nn.Sequential;
import dev.noyau.nn.Softmax;
import dev.noyau.tensor.Shape;
import dev.noyau.testing.Gen;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Small networks at random, of all kinds of layers that an analysis has to follow: strides, dilation, padding that
/// differs from side to side, skips, transposed convolutions, resizing, pooling, norms, cuts and joins.
final class RandomNets {
    private RandomNets() {}

    /// For images of one or two channels, up to six layers and their like inside.
    static Network image(Gen g) {
        Shape in = Shape.of(g.between(1, 2), g.between(5, 17), g.between(5, 17));
        List<Layer> layers = new ArrayList<>();
        for (int i = g.between(1, 6); i > 0; i--) {
            layers.add(layer(g));
        }
        if (g.between(0, 5) == 0) {
            layers.add(new GlobalAvgPool());
        }
        if (g.between(0, 5) == 0) {
            layers.addAll(List.of(new Flatten(), Linear.of(2)));
        }
        return smallEnough(in, layers);
    }

    private static Layer layer(Gen g) {
        return switch (g.between(0, 18)) {
            case 0 -> Residual.of(same(g));
            case 1 -> Residual.of(Sequential.of(same(g), new Relu(), same(g)), Conv2d.of(2, 1));
            case 2 -> {
                int stride = g.between(1, 2);
                yield Residual.of(
                        Conv2d.of(2, 3).stride(stride).padding(1),
                        Conv2d.of(2, 1).stride(stride));
            }
            case 3 -> MaxPool2d.of(g.between(1, 3)).stride(g.between(1, 3));
            case 4 -> AvgPool2d.of(g.between(2, 3)).stride(g.between(1, 3)).padding(g.between(0, 1));
            case 5 -> transposed(g);
            case 6 -> holes();
            case 10 -> MaxPool2d.of(g.between(2, 3)).stride(g.between(1, 3)).ceilMode();
            case 11 -> new AdaptivePool(g.flip(), g.between(1, 5), g.between(1, 5));
            case 12, 13 -> resized(g);
            case 14 ->
                g.flip()
                        ? Sequential.of(Conv2d.of(8, 1), new PixelShuffle(2))
                        : Sequential.of(new PixelUnshuffle(2), Conv2d.of(2, g.pick(1, 3)));
            case 7 -> norm(g);
            case 8 -> movement(g);
            case 9 -> joined(g);
            default -> new Conv2d(2, window(g, 2), 1, g.flip());
        };
    }

    private static Layer resized(Gen g) {
        return switch (g.between(0, 5)) {
            case 0 -> Resize.nearest(2);
            case 1 -> Resize.nearest(g.pick(List.of(0.5, 1.5, 3.0)));
            case 2 -> Resize.linear(g.pick(List.of(0.5, 1.5, 2.0)));
            case 3 -> Resize.linear(2).alignCorners();
            case 4 -> Resize.cubic(g.pick(List.of(0.5, 1.5, 2.0)));
            default -> (g.flip() ? Resize.nearest(2) : Resize.linear(2)).to(g.between(2, 9), g.between(2, 9));
        };
    }

    private static Layer transposed(Gen g) {
        Window w = window(g, 1);
        return new ConvTranspose2d(2, w, g.between(0, w.sh() - 1), g.between(0, w.sw() - 1), 1, g.flip());
    }

    /// One way gives only every second row and column, the other all.
    private static Layer holes() {
        return Residual.of(
                new ConvTranspose2d(2, Window.of(1).stride(2, 2), 1, 1, 1, true),
                ConvTranspose2d.of(2, 2).stride(2));
    }

    private static Layer movement(Gen g) {
        int axis = g.between(2, 3);
        return new Nets.Single(
                switch (g.between(0, 8)) {
                    case 0 -> Slice.of(axis, g.between(0, 2), g.pick(4, -1, 100));
                    case 1 -> new Slice(List.of(-1), List.of(-100), List.of(axis), List.of(-g.between(1, 2)));
                    case 2 -> new Slice(List.of(g.between(0, 1)), List.of(100), List.of(axis), List.of(2));
                    case 3 ->
                        new Pad(
                                List.of(
                                        0,
                                        0,
                                        g.between(-1, 2),
                                        g.between(0, 2),
                                        0,
                                        0,
                                        g.between(0, 2),
                                        g.between(-1, 1)),
                                g.pick(List.of(Pad.Mode.values())),
                                0);
                    case 4 -> new Tile(List.of(1, 1, g.between(1, 2), g.between(1, 2)));
                    case 5 -> new CumSum(axis, g.flip(), g.flip());
                    case 6 -> new dev.noyau.graph.op.Softmax(axis);
                    case 7 -> new Reduce(Reduce.Kind.MEAN, List.of(axis), true);
                    default -> Slice.of(1, g.between(0, 1), 2);
                });
    }

    private static Layer joined(Gen g) {
        Conv2d grouped = Conv2d.of(4, g.pick(1, 3)).same().groups(2);
        return switch (g.between(0, 8)) {
            case 0 -> Nets.Join.channels(same(g), same(g));
            case 1 -> Nets.Join.channels(same(g), Sequential.of(same(g), same(g)), MaxPool2d.of(1));
            case 2 -> new Nets.Join(g.between(2, 3), List.of(same(g), Sequential.of(same(g), same(g))));
            case 3 ->
                Sequential.of(
                        Nets.Join.channels(Conv2d.of(2, 1), Conv2d.of(2, 3).same()),
                        grouped,
                        new Nets.Single(Slice.of(1, g.between(0, 2), g.between(3, 4))));
            case 4 -> new Nets.Skip(Conv2d.of(2, g.pick(1, 3)));
            case 5 -> new Nets.Gate();
            case 6 -> new Nets.Tokens(Sequential.of(new LayerNorm(), Linear.of(2), Activation.gelu()));
            case 7 -> new Nets.Tokens(new MultiHeadAttention(1));
            default -> new Nets.Turned(Sequential.of(same(g), new Relu()));
        };
    }

    private static Layer norm(Gen g) {
        return switch (g.between(0, 4)) {
            case 0 -> new Softmax(1);
            case 1 -> new BatchNorm2d();
            case 2 -> GroupNorm.of(1);
            case 3 -> new InstanceNorm2d();
            default -> new LayerNorm().axes(g.between(1, 3));
        };
    }

    /// Keeps the size of two channels.
    private static Conv2d same(Gen g) {
        return Conv2d.of(2, g.pick(1, 3)).dilation(g.between(1, 2)).same();
    }

    private static Window window(Gen g, int mostPadding) {
        IntStream p = IntStream.range(0, 4).map(i -> g.between(0, mostPadding));
        int[] pad = p.toArray();
        return new Window(
                g.between(1, 3),
                g.between(1, 3),
                g.between(1, 3),
                g.between(1, 3),
                pad[0],
                pad[1],
                pad[2],
                pad[3],
                g.between(1, 2),
                g.between(1, 2));
    }

    /// Those of the layers from the first on that leave something of an input.
    static Network smallEnough(Shape in, List<Layer> layers) {
        try {
            Network n = Network.of(in, new Sequential(layers));
            if (n.graph(in.prepend(1), Mode.INFERENCE).nodes().stream()
                    .allMatch(k -> k.output().shape().size() > 0)) {
                return n;
            }
        } catch (IllegalArgumentException e) {
            // without the last layer it may fit
        }
        return smallEnough(in, layers.subList(0, layers.size() - 1));
    }
}
