package dev.noyau.nn;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.analysis.Summary;
import dev.noyau.compile.Plan;
import dev.noyau.compile.Planner;
import dev.noyau.compile.Step;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import dev.noyau.testing.Gen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Layers that move a window: sizes, parameters, and that no step of a plan for a signal is a copy or a plain loop.
class WindowLayersTest {
    private static final Network SOUND = Network.of(
            Shape.of(1, 800),
            Sequential.of(
                    Conv1d.of(16, 40).stride(4).padding(10, 20),
                    new Relu(),
                    MaxPool1d.of(3).stride(2).ceilMode(),
                    Conv1d.of(32, 3).same(),
                    new Relu(),
                    AvgPool1d.of(4),
                    Conv1d.of(32, 3).padding(2, 0).groups(2),
                    new Relu(),
                    new GlobalAvgPool(),
                    new Flatten(),
                    Linear.of(10)));

    private static Shape output(Shape in, Layer layer) {
        return Summary.of(Network.of(in, layer)).output();
    }

    /// Sizes that PyTorch gives.
    @ParameterizedTest
    @CsvSource({
        "5,3,1,0,0,1, 7",
        "5,2,2,0,0,1, 10",
        "5,3,2,1,1,1, 10",
        "5,4,2,1,0,1, 10",
        "5,3,1,0,0,2, 9",
        "5,5,3,2,2,1, 15",
        "1,4,1,0,0,1, 4"
    })
    void transposedConvolutionGrows(int size, int kernel, int stride, int padding, int extra, int dilation, int out) {
        ConvTranspose2d layer = ConvTranspose2d.of(6, kernel, 1)
                .stride(stride, 1)
                .padding(padding, 0, padding, 0)
                .outputPadding(extra, 0);
        layer = layer.dilation(dilation);
        assertThat(output(Shape.of(3, size, 4), layer)).isEqualTo(Shape.of(6, out, 4));
        ConvTranspose1d row = ConvTranspose1d.of(6, kernel)
                .stride(stride)
                .padding(padding)
                .outputPadding(extra)
                .dilation(dilation);
        assertThat(output(Shape.of(3, size), row)).isEqualTo(Shape.of(6, out));
        Network n = Network.of(Shape.of(4, size, 4), layer.groups(2));
        Parameters p = n.initialParameters(1);
        assertThat(p.get("weight").shape()).isEqualTo(Shape.of(4, 3, kernel, 1));
        assertThat(p.get("bias").shape()).isEqualTo(Shape.of(6));
        float bound = (float) (1 / Math.sqrt(3 * kernel));
        for (float v : p.slab()) {
            assertThat(v).isBetween(-bound, bound);
        }
    }

    @Test
    void adaptivePoolingIsOrdinaryWhereSizesCanBeDivided() {
        Network n = Network.of(
                Shape.of(2, 12, 9),
                Sequential.of(AdaptivePool.average(6, 9), AdaptivePool.max(4, 3), AdaptivePool.average(1, 1)));
        assertThat(Summary.of(n).layers())
                .extracting(l -> l.kind() + " " + l.output())
                .containsExactly(
                        "AvgPool2d 2×1 stride 2×1 [2,6,9]", "AdaptiveMaxPool2d [2,4,3]", "GlobalAvgPool [2,1,1]");
        assertThat(output(Shape.of(2, 12), AdaptivePool.max(5))).isEqualTo(Shape.of(2, 5));
        assertThat(output(Shape.of(2, 12), AdaptivePool.max(1))).isEqualTo(Shape.of(2, 1));
    }

    @Test
    void aSummaryOfSignalsSpeaksOfLengths() {
        assertThat(Summary.of(SOUND).layers().stream().limit(7))
                .extracting(l -> l.kind() + " " + l.output())
                .containsExactly(
                        "Conv1d 40 stride 4 padding [10, 20] [16,198]",
                        "Relu [16,198]",
                        "MaxPool1d 3 stride 2 ceil [16,99]",
                        "Conv1d 3 padding 1 [32,99]",
                        "Relu [32,99]",
                        "AvgPool1d 4 [32,24]",
                        "Conv1d 3 padding [2, 0] groups 2 [32,24]");
    }

    /// Training sound takes the steps that training images takes, and no others.
    @Test
    void signalsTakeTheFastSteps() {
        Plan plan = Planner.plan(TrainingGraph.of(SOUND, Losses.softmaxCrossEntropy(), Shape.of(8, 1, 800)));
        List<Step> steps = plan.stages().stream()
                .flatMap(s -> s.tasks().stream())
                .flatMap(t -> t.steps().stream())
                .toList();
        assertThat(steps).noneMatch(s -> s instanceof Step.Fallback || s instanceof Step.Reinterpret);
        assertThat(steps).filteredOn(s -> s instanceof Step.Forward).hasSize(4);
        assertThat(steps)
                .filteredOn(s -> s instanceof Step.Forward f && f.relu())
                .hasSize(3);
    }

    /// Bias and ReLU after a transposed convolution are part of it.
    @Test
    void transposedConvolutionTakesInWhatFollows() {
        Network up = Network.of(
                Shape.of(16, 4, 4), Sequential.of(ConvTranspose2d.of(16, 2).stride(2), new Relu(), Conv2d.of(3, 1)));
        Plan plan = Planner.plan(up.graph(Shape.of(2, 16, 4, 4), Mode.INFERENCE));
        assertThat(plan.toString()).doesNotContain("Bias[").doesNotContain("Elementwise[");
        assertThat(plan.stages().stream().flatMap(s -> s.tasks().stream()).flatMap(t -> t.steps().stream()))
                .filteredOn(s -> s instanceof Step.BackwardData)
                .singleElement()
                .satisfies(s -> assertThat(s.label()).endsWith("+ bias + relu"));
    }

    /// Where the stride is larger than the kernel, pixels that no tap reaches are the bias.
    @Test
    void transposedConvolutionFillsItsGapsWithTheBias() {
        Network up = Network.of(
                Shape.of(3, 4, 5), Sequential.of(ConvTranspose2d.of(17, 2).stride(3), new Relu()));
        Shape batch = Shape.of(2, 3, 4, 5);
        Graph graph = up.graph(batch, Mode.INFERENCE);
        Parameters p = up.initialParameters(1);
        Map<String, Tensor> x =
                Map.of(GraphSource.INPUT, Tensor.wrap(batch, Gen.of(2).floats(batch.intSize())));
        float[] expected = new ReferenceBackend()
                .compile(graph)
                .call(p, up.initialState(), x)
                .output(GraphSource.OUTPUT)
                .data();
        float gap = Math.max(0, p.get("0.bias").data()[0]);
        assertThat(expected[2]).isEqualTo(gap);
        for (Backends.Tested tested : Backends.fast()) {
            float[] actual = tested.backend()
                    .compile(graph)
                    .call(p, up.initialState(), x)
                    .output(GraphSource.OUTPUT)
                    .data();
            assertClose("y", actual, expected, tested.tolerance());
        }
    }
}
