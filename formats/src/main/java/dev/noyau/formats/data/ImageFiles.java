package dev.noyau.formats.data;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.formats.image.Images;
import dev.noyau.model.FormatException;
import dev.noyau.model.ModelInfo;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/// Images in files with a class for each; decoded when they are read, several at a time, so that they need no
/// memory. Each is stretched to one size, as [Images] does for a prediction.
///
/// **Shapes**: samples (C, H, W) with 1 channel (grey) or 3 (colour), targets (N).
public final class ImageFiles implements Dataset {
    private final List<Path> files;
    private final int[] targets;
    private final List<String> labels;
    private final ModelInfo form;

    private ImageFiles(List<Path> files, int[] targets, List<String> labels, ModelInfo form) {
        this.files = files;
        this.targets = targets;
        this.labels = labels;
        this.form = form;
    }

    /// @param targets the class of each file
    /// @param labels names of the classes
    /// @param shape of a sample: (1, H, W) or (3, H, W)
    static ImageFiles of(List<Path> files, int[] targets, List<String> labels, Shape shape) {
        if (shape.rank() != 3 || shape.dim(0) != 1 && shape.dim(0) != 3 || shape.size() == 0) {
            throw new IllegalArgumentException("images have a shape (1, H, W) or (3, H, W), found " + shape.pretty());
        }
        return new ImageFiles(List.copyOf(files), targets, List.copyOf(labels), ModelInfo.of("images", shape));
    }

    /// The shape of an image as it is: 1 channel where it is grey, 3 otherwise.
    ///
    /// @throws FormatException when it is no image or damaged
    static Shape shapeOf(Path file) throws IOException {
        BufferedImage image = Images.read(file);
        return Shape.of(Images.channels(image), image.getHeight(), image.getWidth());
    }

    /// The file of a sample.
    public Path file(int index) {
        return files.get(index);
    }

    /// The class of a sample.
    public int target(int index) {
        return targets[index];
    }

    /// @throws UncheckedIOException when the image cannot be read, with a [FormatException] where it is damaged
    @Override
    public void read(int index, float[] inputs, int at, Targets target, int targetAt) {
        try {
            Tensor t = Images.toTensor(Images.read(files.get(index)), form);
            System.arraycopy(t.data(), 0, inputs, at, t.data().length);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        target.classes()[targetAt] = targets[index];
    }

    @Override
    public boolean demanding() {
        return true;
    }

    @Override
    public Shape shape() {
        return form.input();
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public List<String> labels() {
        return labels;
    }
}
