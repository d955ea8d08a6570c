package dev.noyau.formats.onnx;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.formats.image.Images;
import dev.noyau.formats.testing.SharedData;
import dev.noyau.model.Model;
import dev.noyau.model.Weights;
import dev.noyau.pixels.DescriptorMap;
import dev.noyau.pixels.Homography;
import dev.noyau.pixels.Keypoint;
import dev.noyau.pixels.Keypoints;
import dev.noyau.pixels.Matches;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// ALIKE-t (Zhao et al. 2022), read from ONNX: its maps for two photographs are those of PyTorch, and its
/// matches as many as were counted there.
class AlikeTest {
    private static final double TOLERANCE = 1e-3;

    @TempDir
    Path folder;

    @Test
    void givesItsReferenceMapsAndMatches() throws IOException {
        for (Map.Entry<String, byte[]> f : SharedData.files(
                        SharedData.require("descriptor-pairs.tar.gz"), n -> !n.contains("/"))
                .entrySet()) {
            Files.write(folder.resolve(f.getKey()), f.getValue());
        }
        Model m = Model.load(folder.resolve("alike-t.onnx"));
        Map<String, Tensor> reference = Weights.read(folder.resolve("alike-t_graf_reference.safetensors"))
                .tensors();
        DescriptorMap first = map(m, "graf1", reference);
        DescriptorMap third = map(m, "graf3", reference);
        Homography h = Homography.of(
                7.6285898e-01,
                -2.9922929e-01,
                2.2567123e+02,
                3.3443473e-01,
                1.0143901e+00,
                -7.6999973e+01,
                3.4663091e-04,
                -1.4364524e-05,
                1.0000000e+00);
        List<Keypoint> a = points(first);
        List<Keypoint> b = points(third);
        Matches matches = Matches.mutual(a, first.at(a), b, third.at(b));
        assertThat(matches.pairs()).hasSizeBetween(324, 334);
        assertThat(matches.within(3, h)).isBetween(136, 146);
    }

    private DescriptorMap map(Model m, String name, Map<String, Tensor> reference) throws IOException {
        Tensor image = Images.toTensor(Images.read(folder.resolve(name + ".png")), m.info());
        DescriptorMap map = DescriptorMap.of(m, image);
        Tensor scores = Objects.requireNonNull(map.scores());
        Tensor expected = Objects.requireNonNull(reference.get(name + ".scores_map"));
        assertClose(name + " scores", scores.data(), expected.data(), TOLERANCE);
        Tensor d = map.descriptors();
        long[] yx = Objects.requireNonNull(reference.get(name + ".sample_yx")).toLongs();
        float[] samples = new float[yx.length / 2 * d.shape().dim(0)];
        for (int i = 0; i < samples.length; i++) {
            int k = i / d.shape().dim(0);
            samples[i] = d.get(i % d.shape().dim(0), (int) yx[2 * k], (int) yx[2 * k + 1]);
        }
        Tensor raw = Objects.requireNonNull(reference.get(name + ".sample_descriptors_raw"));
        assertClose(name + " descriptors", samples, raw.data(), TOLERANCE);
        return map;
    }

    private static List<Keypoint> points(DescriptorMap map) {
        Tensor s = Objects.requireNonNull(map.scores());
        return Keypoints.maxima(s.data(), s.shape().dim(1), s.shape().dim(2), 2, 8, 1000);
    }
}
