package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.graph.GraphSource;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.model.Weights;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Names;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Models as they are named on the command line.
final class Models {
    private Models() {}

    /// A network by name, or a model by its file.
    ///
    /// @throws UsageException when it is neither, with the nearest name
    static GraphSource find(String name) throws IOException {
        return Zoo.names().contains(name) ? Zoo.get(name) : other(name);
    }

    /// The same, where a network by name takes such inputs and tells so many classes apart.
    static GraphSource find(String name, Shape input, int classes) throws IOException {
        return Zoo.names().contains(name) ? Zoo.get(name, input, classes) : other(name);
    }

    private static GraphSource other(String name) throws IOException {
        if (CourseNetworks.names().contains(name)) {
            return CourseNetworks.get(name);
        }
        if (!isFile(name)) {
            throw new UsageException(
                    Names.unknown("model", name, names()).getMessage() + "; and there is no file of that name");
        }
        return load(name);
    }

    /// All networks that have a name.
    static List<String> names() {
        List<String> all = new ArrayList<>(Zoo.names());
        all.addAll(CourseNetworks.names());
        return all;
    }

    /// Whether a file is meant, not a network by name.
    static boolean isFile(String name) {
        return !names().contains(name) && (name.contains(".") || name.contains("/") || Files.exists(Path.of(name)));
    }

    /// The model where a file is meant, null for a network by name.
    static @Nullable Model file(String name) throws IOException {
        return isFile(name) ? load(name) : null;
    }

    /// A model from its file, or from the folder of the training that wrote it.
    static Model load(String name) throws IOException {
        Path path = Path.of(name);
        Path file = Files.isDirectory(path) ? new RunFolder(path).model() : path;
        if (!Files.exists(path) && names().contains(name)) {
            throw new CommandException(name + ": is the name of a network, which has learned nothing yet; expected the"
                    + " model file that a training wrote, as runs/mnist-course-cnn/model.onnx");
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such model file");
        }
        return Model.load(file);
    }

    /// A network with the weights of a file: all must fit.
    ///
    /// @param except paths of parameters that are drawn instead, a regular expression; null for none
    /// @throws IllegalArgumentException naming all that does not fit
    static GraphSource initialised(GraphSource network, Path weights, @Nullable String except, long seed)
            throws IOException {
        Weights w = Weights.read(weights).fitting(network);
        Weights plain = except == null ? w : w.without(except);
        return except == null ? plain.into(network, seed) : plain.into(network, seed, except);
    }

    /// A network by name with the weights of a file, as a model.
    static Model of(String name, Path weights, Shape input, int classes) throws IOException {
        GraphSource n = initialised(Zoo.get(name, input, classes), weights, null, 0);
        return Model.of(n, ModelInfo.of(name, input), Noyau.backend());
    }
}
