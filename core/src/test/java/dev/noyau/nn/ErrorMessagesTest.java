package dev.noyau.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Window;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// An error is one sentence: which layer, what was found, what was expected, what to do.
class ErrorMessagesTest {
    private static void fails(Runnable r, String message) {
        assertThatThrownBy(r::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static void network(Shape input, Layer layer) {
        assertThat(Network.of(input, layer)).isNotNull();
    }

    @Test
    void opsNameTheLayerAndBothSizes() {
        GraphBuilder b = new GraphBuilder().at("2.body.0");
        Value x = b.input("x", Type.f32(Shape.of(2, 2, 7, 5)));
        Value w = b.parameter("w", Shape.of(4, 3, 3, 3));
        fails(
                () -> b.add(new dev.noyau.graph.op.Conv2d(Window.of(3), 1), x, w),
                "2.body.0 Conv2d: input [2,2,7,5] has 2 channels, weight [4,3,3,3] expects 3");
    }

    @Test
    void layersNameTheirPath() {
        fails(
                () -> network(
                        Shape.of(4, 8, 8),
                        Sequential.of(new Relu(), Conv2d.of(6, 3).groups(3))),
                "1 Conv2d: input [1,4,8,8] has 4 channels, which cannot be divided into 3 groups");
        fails(
                () -> network(Shape.of(5), Sequential.of(Residual.of(Conv2d.of(2, 3)))),
                "0.body Conv2d: expects images (N, C, H, W), found input [1,5]");
        fails(
                () -> network(Shape.of(1, 8, 8), Sequential.of(Conv2d.of(2, 3), Linear.of(10))),
                "1 Linear: expects (N, features), found input [1,2,6,6]; put a Flatten before it");
        fails(
                () -> network(Shape.of(1, 8, 8), Residual.of(Conv2d.of(1, 3))),
                "Residual: the body gives [1,1,6,6], the input is [1,1,8,8]. Give a shortcut (a 1×1 convolution with the"
                        + " same stride) that makes them equal");
    }

    @Test
    void anEmptyOutputSaysWhatIsTooSmall() {
        fails(
                () -> network(Shape.of(1, 4, 9), Sequential.of(new Relu(), Conv2d.of(2, 5))),
                "1 Conv2d: the output would be empty: height 4 is smaller than the window of 5. Use a smaller kernel,"
                        + " more padding or a larger input");
        fails(
                () -> network(Shape.of(1, 4, 9), Conv2d.of(2, 3).dilation(3).padding(1)),
                "Conv2d: the output would be empty: height 4 with padding 2 is smaller than the window of 7. Use a"
                        + " smaller kernel, more padding or a larger input");
    }

    /// A signal has a length, and its layers are 1-D, not what they are made of.
    @Test
    void layersOfSignalsSpeakOfSignals() {
        fails(
                () -> network(Shape.of(1, 8, 8), Sequential.of(Conv1d.of(2, 3))),
                "0 Conv1d: expects signals (N, C, L), found input [1,1,8,8]");
        fails(
                () -> network(Shape.of(3, 8), Conv1d.of(4, 3).groups(2)),
                "Conv1d: input [1,3,8] has 3 channels, which cannot be divided into 2 groups");
        fails(
                () -> network(Shape.of(1, 4), Sequential.of(new Relu(), Conv1d.of(2, 5))),
                "1 Conv1d: the output would be empty: length 4 is smaller than the window of 5. Use a smaller kernel,"
                        + " more padding or a larger input");
        fails(
                () -> network(Shape.of(1, 4), Sequential.of(MaxPool1d.of(5))),
                "0 MaxPool1d: the output would be empty: length 4 is smaller than the window of 5. Use a smaller"
                        + " kernel, more padding or a larger input");
        fails(
                () -> network(Shape.of(1, 4), Conv2d.of(2, 3)),
                "Conv2d: expects images (N, C, H, W), found input [1,1,4]");
        fails(
                () -> network(Shape.of(1, 4), AdaptivePool.average(2, 2)),
                "AdaptivePool: expects images (N, C, H, W), found input [1,1,4]");
    }

    @Test
    void transposedConvolutionsSayWhatDoesNotFit() {
        fails(
                () -> ConvTranspose2d.of(2, 3).stride(2).outputPadding(2),
                "ConvTranspose2d: output padding must be at least 0 and smaller than the stride 2, found 2");
        fails(
                () -> network(
                        Shape.of(1, 1, 1),
                        Sequential.of(ConvTranspose2d.of(2, 2).padding(1))),
                "0 ConvTranspose2d: the output of input [1,1,1,1] would be empty: a window of 2 leaves nothing beside"
                        + " padding 2. Use less padding or a larger kernel");
        fails(
                () -> network(
                        Shape.of(3, 4), Sequential.of(ConvTranspose1d.of(4, 2).groups(2))),
                "0 ConvTranspose1d: input [1,3,4] has 3 channels, which cannot be divided into 2 groups");
    }

    @Test
    void samePaddingNeedsAnOddKernel() {
        fails(
                () -> Conv2d.of(8, 4).same(),
                "'same' padding needs an odd kernel, which has a centre; 4×4 (dilation 1×1) has none. Use an odd kernel"
                        + " or give the padding of each side");
    }

    @Test
    void hyperParametersAreChecked() {
        fails(() -> Conv2d.of(0, 3), "Conv2d: the number of filters must be at least 1, found 0");
        fails(() -> Conv2d.of(8, 3).groups(3), "Conv2d: 8 filters cannot be divided into 3 groups");
        fails(() -> Conv2d.of(8, 3).stride(0), "stride must be at least 1, found 0×0");
        fails(
                () -> Conv2d.of(8, 3).padding(-1),
                "padding must not be negative, found -1, -1, -1, -1 (top, left, bottom, right)");
        fails(() -> Linear.of(0), "Linear: the number of features must be at least 1, found 0");
        fails(() -> Dropout.of(1), "Dropout: the rate must be in [0, 1), found 1.0");
        fails(() -> MaxPool2d.of(2).padding(2), "padding of pooling must be smaller than the window: k2 s2 p2");
    }

    /// 640×480×3 to the same size: 921600² weights, which can be counted and cannot be made.
    @Test
    void aFullyConnectedLayerAsLargeAsAnImageIsRefusedWithItsBytes() {
        Network n = Network.of(Shape.of(3, 480, 640), Sequential.of(new Flatten(), Linear.of(3 * 480 * 640)));
        fails(
                () -> n.initialParameters(1),
                "1.weight: a weight of shape [921600,921600] has 849,346,560,000 numbers, 3.4 TB in float32; that cannot"
                        + " be trained. A convolution keeps the size of its input with far fewer: a 3×3 layer from C to"
                        + " K channels has 9·C·K weights");
    }

    @Test
    void manyParametersAreRefusedWithTheirBytes() {
        Network n = Network.of(
                Shape.of(40_000),
                Sequential.of(Linear.of(40_000).noBias(), Linear.of(40_000).noBias()));
        fails(
                () -> n.initialParameters(1),
                "the parameters up to 1.weight are 3,200,000,000 numbers, 12.8 GB in float32; at most 2,147,483,631 can"
                        + " be trained");
    }

    /// A fully connected layer fixes the input's size, a convolution does not.
    @Test
    void anotherInputSizeNamesTheLayerThatFixesIt() {
        Network dense = Network.of(Shape.of(1, 8, 8), Sequential.of(Conv2d.of(2, 3), new Flatten(), Linear.of(10)));
        assertThatThrownBy(() -> dense.withInput(Shape.of(1, 9, 9)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith(
                        "2: its '2.weight' is [10,72] for inputs of [1,8,8] and would have to be [10,98]"
                                + " for inputs of [1,9,9]");
        Network conv = Network.of(Shape.of(1, 8, 8), Sequential.of(Conv2d.of(2, 3), new GlobalAvgPool()));
        assertThat(conv.withInput(Shape.of(1, 30, 20)).inputShape()).isEqualTo(Shape.of(1, 30, 20));
    }

    @Test
    void aLabelThatIsNoClassNamesItsPlace() {
        Network n = Network.of(Shape.of(4), Linear.of(3));
        var step = new ReferenceBackend().compile(TrainingGraph.of(n, Losses.softmaxCrossEntropy(), Shape.of(2, 4)));
        assertThatThrownBy(() -> step.call(
                        n.initialParameters(1),
                        n.initialState(),
                        Map.of(
                                "input", Tensor.zeros(Shape.of(2, 4)),
                                "target", Tensor.ofLongs(Shape.of(2), 0, 3))))
                .hasMessageStartingWith("loss SoftmaxCrossEntropy: label 3 at position 1 is not one of the 3 classes");
    }
}
