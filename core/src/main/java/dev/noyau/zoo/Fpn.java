package dev.noyau.zoo;

import dev.noyau.graph.Value;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Resize;
import dev.noyau.nn.Scope;
import dev.noyau.tensor.ShapeException;
import java.util.ArrayList;
import java.util.List;

/// Feature pyramid network (Lin et al. 2017) over any backbone: of each of its levels a 1×1 convolution makes
/// descriptors of equal width, from the coarsest down each is doubled and added to the next finer one, and a 3×3
/// convolution follows. For one vector of scores a pixel the levels are doubled to the finest size, added up, and a 1×1
/// convolution and a bilinear resize to full size follow (Kirillov et al. 2019, in its simplest form).
///
/// **Shapes**: (N, C, H, W) → (N, classes, H, W) for any H and W: the image gets zeros below and on the right up to the
/// next multiple of `stride`, and the result is cropped back. A level of stride s alone is (N, width, H/s, W/s).
///
/// The backbone stands at the path `backbone`, so a pretrained one is read with
/// `Weights.read(file).renamed("^", "backbone.").into(net, "lateral.*", "smooth.*", "head.*")`.
///
/// @param backbone its last parts, as pooling and scores, are not computed
/// @param levels paths of its parts that are taken, from the finest to the coarsest, each half the size of the one
///     before
/// @param stride of the coarsest level
/// @param width channels of the pyramid
/// @param classes channels of the output
public record Fpn(Layer backbone, List<String> levels, int stride, int width, int classes) implements Layer {
    public Fpn {
        levels = List.copyOf(levels);
        if (levels.isEmpty() || width < 1 || classes < 1 || stride < 1) {
            throw new IllegalArgumentException(
                    "Fpn: expects a level, and width, classes and stride of at least 1, found" + " levels " + levels
                            + ", width " + width + ", classes " + classes + ", stride " + stride);
        }
    }

    /// Over the four stages of a residual network as torchvision names them; 128 channels wide.
    public static Fpn of(Layer resnet, int classes) {
        return new Fpn(resnet, List.of("layer1", "layer2", "layer3", "layer4"), 32, 128, classes);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return Sizes.padded(scope, "Fpn", x, stride, in -> merged(scope, in));
    }

    /// The pyramid alone, from the finest level to the coarsest, for an image whose height and width are multiples of
    /// the stride.
    public List<Value> pyramid(Scope scope, Value x) {
        scope.apply("backbone", backbone, x);
        List<Value> found =
                levels.stream().map(l -> scope.result("backbone." + l)).toList();
        List<Value> pyramid = new ArrayList<>();
        for (int i = found.size() - 1; i >= 0; i--) {
            Value v = scope.apply("lateral" + (i + 1), Conv2d.of(width, 1), found.get(i));
            if (i < found.size() - 1) {
                Value up = scope.apply("up" + (i + 1), Resize.nearest(2), pyramid.getFirst());
                if (!up.shape().equals(v.shape())) {
                    throw new ShapeException(scope.where("Fpn") + ": level " + levels.get(i) + " is " + v.shape()
                            + ", the next coarser one doubled " + up.shape()
                            + "; take levels that halve the size, and images whose sizes are multiples of " + stride);
                }
                v = scope.add(v, up);
            }
            pyramid.addFirst(v);
        }
        for (int i = 0; i < pyramid.size(); i++) {
            pyramid.set(i, scope.apply("smooth" + (i + 1), Conv2d.of(width, 3).same(), pyramid.get(i)));
        }
        return pyramid;
    }

    private Value merged(Scope scope, Value x) {
        List<Value> pyramid = pyramid(scope, x);
        Value sum = pyramid.getFirst();
        for (int i = 1; i < pyramid.size(); i++) {
            sum = scope.add(sum, scope.apply("merge" + (i + 1), Resize.linear(1 << i), pyramid.get(i)));
        }
        Value scores = scope.apply("head", Conv2d.of(classes, 1), scope.apply("activation", new Relu(), sum));
        int rest = x.shape().dim(2) / scores.shape().dim(2);
        return rest == 1 ? scores : scope.apply("full", Resize.linear(rest), scores);
    }

    /// One level of the pyramid as a network of its own.
    ///
    /// @param index from 0, the finest
    public Layer level(int index) {
        return (scope, x) -> pyramid(scope, x).get(index);
    }
}
