package dev.noyau.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.noyau.analysis.Summary;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Mode;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Networks that others have published: the same numbers of parameters, under the same names.
class KnownNetworksTest {
    /// Parameters as torchvision's and timm's documentation counts them, and multiply-adds in
    /// millions; those without a published number are counted here.
    @ParameterizedTest
    @CsvSource({
        "resnet18, 11689512, 1814",
        "resnet34, 21797672, 3664",
        "resnet50, 25557032, 4089",
        "vgg11, 132863336, 7609",
        "vgg11_bn, 132868840, 7609",
        "vgg16, 138357544, 15470",
        "vgg16_bn, 138365992, 15470",
        "mobilenet_v2, 3504872, 301",
        "densenet121, 7978856, 2834",
        "convnext_tiny, 28589128, 4456",
        "vit_tiny, 5717416, 1254",
        "resnet20, 269722, 41",
        "resnet32, 464154, 69",
        "resnet44, 658586, 97",
        "resnet56, 853018, 125"
    })
    void parametersAndMultiplyAdds(String name, long parameters, long millions) {
        Summary s = Summary.of(Zoo.get(name));
        assertThat(s.parameters()).isEqualTo(parameters);
        assertThat(Math.round(s.macs() / 1e6)).isEqualTo(millions);
    }

    /// Weights of 553 MB are counted, not made.
    @Test
    void summaryOfALargeNetworkAllocatesNoWeights() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Summary s = Summary.of(Zoo.get("vgg16"));
        assertThat(s.toString()).contains("138,357,544");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
    }

    @Test
    void otherChannelsAndClasses() {
        SequencedMap<String, Shape> p = parameters(Zoo.get("resnet18", Shape.of(1, 64, 96), 5));
        assertThat(p).containsEntry("conv1.weight", Shape.of(64, 1, 7, 7)).containsEntry("fc.weight", Shape.of(5, 512));
    }

    @Test
    void resnet18IsNamedAsTorchvisions() {
        Map<String, Shape> want = new LinkedHashMap<>();
        want.put("conv1.weight", Shape.of(64, 3, 7, 7));
        norm(want, "bn1", 64);
        for (int stage = 1; stage <= 4; stage++) {
            int width = 32 << stage;
            for (int block = 0; block < 2; block++) {
                String at = "layer" + stage + "." + block + ".";
                boolean wider = stage > 1 && block == 0;
                int in = wider ? width / 2 : width;
                want.put(at + "conv1.weight", Shape.of(width, in, 3, 3));
                norm(want, at + "bn1", width);
                want.put(at + "conv2.weight", Shape.of(width, width, 3, 3));
                norm(want, at + "bn2", width);
                if (wider) {
                    want.put(at + "downsample.0.weight", Shape.of(width, in, 1, 1));
                    norm(want, at + "downsample.1", width);
                }
            }
        }
        affine(want, "fc", 1000, 512);
        assertThat(all(Zoo.get("resnet18"))).isEqualTo(want);
    }

    @Test
    void resnet50HasBottlenecks() {
        assertThat(all(Zoo.get("resnet50")))
                .hasSize(53 + 53 * 4 + 2)
                .containsEntry("layer1.0.conv1.weight", Shape.of(64, 64, 1, 1))
                .containsEntry("layer1.0.conv3.weight", Shape.of(256, 64, 1, 1))
                .containsEntry("layer1.0.downsample.0.weight", Shape.of(256, 64, 1, 1))
                .containsEntry("layer4.2.conv2.weight", Shape.of(512, 512, 3, 3))
                .containsEntry("layer4.2.bn3.running_var", Shape.of(2048))
                .containsEntry("fc.weight", Shape.of(1000, 2048))
                .doesNotContainKey("layer1.1.downsample.0.weight");
    }

    @Test
    void vgg16IsNamedAsTorchvisions() {
        Map<String, Shape> want = new LinkedHashMap<>();
        int[] at = {0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28};
        int[] filters = {64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512};
        int in = 3;
        for (int i = 0; i < at.length; i++) {
            want.put("features." + at[i] + ".weight", Shape.of(filters[i], in, 3, 3));
            want.put("features." + at[i] + ".bias", Shape.of(filters[i]));
            in = filters[i];
        }
        affine(want, "classifier.0", 4096, 25088);
        affine(want, "classifier.3", 4096, 4096);
        affine(want, "classifier.6", 1000, 4096);
        assertThat(all(Zoo.get("vgg16"))).isEqualTo(want);
        assertThat(all(Zoo.get("vgg16_bn")))
                .containsEntry("features.40.weight", Shape.of(512, 512, 3, 3))
                .containsEntry("features.41.running_mean", Shape.of(512));
    }

    @Test
    void mobilenetIsNamedAsTorchvisions() {
        Map<String, Shape> want = new LinkedHashMap<>();
        want.put("features.0.0.weight", Shape.of(32, 3, 3, 3));
        norm(want, "features.0.1", 32);
        int[][] stages = {{1, 16, 1}, {6, 24, 2}, {6, 32, 3}, {6, 64, 4}, {6, 96, 3}, {6, 160, 3}, {6, 320, 1}};
        int in = 32;
        int index = 1;
        for (int[] s : stages) {
            for (int i = 0; i < s[2]; i++) {
                String at = "features." + index++ + ".conv.";
                int within = s[0] * in;
                int next = 0;
                if (s[0] > 1) {
                    want.put(at + "0.0.weight", Shape.of(within, in, 1, 1));
                    norm(want, at + "0.1", within);
                    next = 1;
                }
                want.put(at + next + ".0.weight", Shape.of(within, 1, 3, 3));
                norm(want, at + next + ".1", within);
                want.put(at + (next + 1) + ".weight", Shape.of(s[1], within, 1, 1));
                norm(want, at + (next + 2), s[1]);
                in = s[1];
            }
        }
        want.put("features.18.0.weight", Shape.of(1280, 320, 1, 1));
        norm(want, "features.18.1", 1280);
        affine(want, "classifier.1", 1000, 1280);
        assertThat(all(Zoo.get("mobilenet_v2"))).isEqualTo(want);
    }

    @Test
    void densenetIsNamedAsTorchvisions() {
        assertThat(all(Zoo.get("densenet121")))
                .hasSize(120 + 121 * 4 + 2)
                .containsEntry("features.conv0.weight", Shape.of(64, 3, 7, 7))
                .containsEntry("features.norm0.weight", Shape.of(64))
                .containsEntry("features.denseblock1.denselayer1.norm1.running_mean", Shape.of(64))
                .containsEntry("features.denseblock1.denselayer2.conv1.weight", Shape.of(128, 96, 1, 1))
                .containsEntry("features.denseblock4.denselayer16.conv1.weight", Shape.of(128, 992, 1, 1))
                .containsEntry("features.denseblock4.denselayer16.conv2.weight", Shape.of(32, 128, 3, 3))
                .containsEntry("features.transition3.conv.weight", Shape.of(512, 1024, 1, 1))
                .containsEntry("features.norm5.bias", Shape.of(1024))
                .containsEntry("classifier.weight", Shape.of(1000, 1024));
    }

    @Test
    void convnextIsNamedAsTorchvisions() {
        Map<String, Shape> want = new LinkedHashMap<>();
        int[] widths = {96, 192, 384, 768};
        int[] depths = {3, 3, 9, 3};
        for (int s = 0; s < 4; s++) {
            int w = widths[s];
            String before = "features." + 2 * s + ".";
            if (s == 0) {
                convolution(want, before + "0", w, 3, 4);
                pair(want, before + "1", w);
            } else {
                pair(want, before + "0", w / 2);
                convolution(want, before + "1", w, w / 2, 2);
            }
            for (int i = 0; i < depths[s]; i++) {
                String at = "features." + (2 * s + 1) + "." + i + ".";
                want.put(at + "layer_scale", Shape.of(w, 1, 1));
                convolution(want, at + "block.0", w, 1, 7);
                pair(want, at + "block.2", w);
                affine(want, at + "block.3", 4 * w, w);
                affine(want, at + "block.5", w, 4 * w);
            }
        }
        pair(want, "classifier.0", 768);
        affine(want, "classifier.2", 1000, 768);
        assertThat(all(Zoo.get("convnext_tiny"))).isEqualTo(want);
    }

    @Test
    void transformerIsNamedAsTimms() {
        Map<String, Shape> want = new LinkedHashMap<>();
        want.put("cls_token", Shape.of(1, 1, 192));
        want.put("pos_embed", Shape.of(1, 197, 192));
        convolution(want, "patch_embed.proj", 192, 3, 16);
        for (int i = 0; i < 12; i++) {
            String at = "blocks." + i + ".";
            pair(want, at + "norm1", 192);
            affine(want, at + "attn.qkv", 576, 192);
            affine(want, at + "attn.proj", 192, 192);
            pair(want, at + "norm2", 192);
            affine(want, at + "mlp.fc1", 768, 192);
            affine(want, at + "mlp.fc2", 192, 768);
        }
        pair(want, "norm", 192);
        affine(want, "head", 1000, 192);
        assertThat(all(Zoo.get("vit_tiny"))).isEqualTo(want);
    }

    private static void convolution(Map<String, Shape> all, String at, int filters, int in, int kernel) {
        all.put(at + ".weight", Shape.of(filters, in, kernel, kernel));
        all.put(at + ".bias", Shape.of(filters));
    }

    private static void affine(Map<String, Shape> all, String at, int out, int in) {
        all.put(at + ".weight", Shape.of(out, in));
        all.put(at + ".bias", Shape.of(out));
    }

    private static void pair(Map<String, Shape> all, String at, int channels) {
        all.put(at + ".weight", Shape.of(channels));
        all.put(at + ".bias", Shape.of(channels));
    }

    private static void norm(Map<String, Shape> all, String at, int channels) {
        pair(all, at, channels);
        all.put(at + ".running_mean", Shape.of(channels));
        all.put(at + ".running_var", Shape.of(channels));
    }

    private static SequencedMap<String, Shape> parameters(Network n) {
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        graph(n).parameters().forEach((path, v) -> shapes.put(path, v.shape()));
        return shapes;
    }

    /// Parameters and state.
    private static SequencedMap<String, Shape> all(Network n) {
        SequencedMap<String, Shape> shapes = parameters(n);
        graph(n).states().forEach((path, v) -> shapes.put(path, v.shape()));
        return shapes;
    }

    private static Graph graph(Network n) {
        return n.graph(n.inputShape().prepend(1), Mode.INFERENCE);
    }
}
