package dev.noyau.zoo;

import dev.noyau.nn.Layer;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.train.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.IntFunction;

/// Networks that are known by name: those of the course, U-Nets, one for descriptors of pixels, and those
/// that everyone knows. Each is an ordinary [Network]; read them as examples.
///
/// The parameters of those for photographs are named as torchvision's (the vision transformer's as timm's),
/// so that their state dicts can be read into them with [dev.noyau.model.Weights].
public final class Zoo {
    private static final Shape DIGIT = Shape.of(1, 28, 28);
    private static final Shape SECOND = Shape.of(1, 8000);
    private static final Shape SMALL = Shape.of(3, 32, 32);
    private static final Shape PHOTO = Shape.of(3, 224, 224);
    private static final Shape VIEW = Shape.of(3, 128, 128);
    private static final int LENGTH = 64;
    private static final int FEW = 10;
    private static final int MANY = 1000;

    /// @param input what it was published for
    /// @param layer the network for a number of classes
    private record Entry(Shape input, int classes, IntFunction<Layer> layer) {}

    private static final SequencedMap<String, Entry> ALL = all();
    private static final List<String> NAMES = List.copyOf(ALL.keySet());

    private Zoo() {}

    private static SequencedMap<String, Entry> all() {
        SequencedMap<String, Entry> m = new LinkedHashMap<>();
        m.put("course-cnn", new Entry(DIGIT, FEW, Course::cnn));
        m.put("course-pool", new Entry(DIGIT, FEW, Course::pool));
        m.put("course-tiny", new Entry(DIGIT, FEW, Course::tiny));
        m.put("mlp", new Entry(DIGIT, FEW, Course::mlp));
        m.put("lenet5", new Entry(DIGIT, FEW, Course::lenet5));
        m.put("digits-cnn", new Entry(DIGIT, FEW, Small::digits));
        m.put("clothes-cnn", new Entry(DIGIT, FEW, Small::clothes));
        m.put("resnet9", new Entry(SMALL, FEW, Small::resnet9));
        m.put("sound-cnn", new Entry(SECOND, FEW, Small::sound));
        m.put("unet", new Entry(DIGIT, FEW, n -> UNet.of(n).norm(Norm.BATCH)));
        m.put(
                "unet-no-skips",
                new Entry(DIGIT, FEW, n -> UNet.of(n).norm(Norm.BATCH).skips(false)));
        m.put("unet-small", new Entry(DIGIT, FEW, n -> UNet.of(n).depth(3).width(8)));
        m.put("fpn-resnet18", new Entry(PHOTO, FEW, n -> Fpn.of(ResNet.resnet18(MANY), n)));
        m.put("descriptor", new Entry(VIEW, LENGTH, Descriptor::of));
        for (int depth : new int[] {20, 32, 44, 56}) {
            m.put("resnet" + depth, new Entry(SMALL, FEW, n -> CifarResNet.resnet(depth, n)));
        }
        m.put("resnet18", new Entry(PHOTO, MANY, ResNet::resnet18));
        m.put("resnet34", new Entry(PHOTO, MANY, ResNet::resnet34));
        m.put("resnet50", new Entry(PHOTO, MANY, ResNet::resnet50));
        m.put("vgg11", new Entry(PHOTO, MANY, n -> Vgg.vgg11(n, false)));
        m.put("vgg11_bn", new Entry(PHOTO, MANY, n -> Vgg.vgg11(n, true)));
        m.put("vgg16", new Entry(PHOTO, MANY, n -> Vgg.vgg16(n, false)));
        m.put("vgg16_bn", new Entry(PHOTO, MANY, n -> Vgg.vgg16(n, true)));
        m.put("mobilenet_v2", new Entry(PHOTO, MANY, MobileNetV2::of));
        m.put("densenet121", new Entry(PHOTO, MANY, DenseNet::densenet121));
        m.put("convnext_tiny", new Entry(PHOTO, MANY, ConvNeXt::tiny));
        m.put("vit_tiny", new Entry(PHOTO, MANY, VisionTransformer::tiny));
        return m;
    }

    public static List<String> names() {
        return NAMES;
    }

    /// A network by name, for the inputs and the number of classes that it was published for.
    ///
    /// @throws IllegalArgumentException for an unknown name, with the nearest one
    public static Network get(String name) {
        Entry e = entry(name);
        return get(name, e.input, e.classes);
    }

    /// A network by name.
    ///
    /// @param input shape of one input: (C, H, W), or (C, L) for sound
    /// @param classes numbers that the network gives for it
    /// @throws IllegalArgumentException for an unknown name, with the nearest one
    /// @throws ShapeException when the network is not made for inputs of this shape
    public static Network get(String name, Shape input, int classes) {
        Layer layer = entry(name).layer.apply(classes);
        try {
            return Network.of(input, layer);
        } catch (ShapeException e) {
            throw new ShapeException(name + " is not made for inputs of " + input.pretty() + ": " + e.getMessage(), e);
        }
    }

    private static Entry entry(String name) {
        Entry e = ALL.get(name);
        if (e == null) {
            throw Names.unknown("network", name, NAMES);
        }
        return e;
    }
}
