package dev.noyau.cli;

import dev.noyau.graph.GraphSource;
import dev.noyau.model.Model;
import dev.noyau.train.Names;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Models as they are named on the command line.
final class Models {
    private Models() {}

    /// A network by name, or a model by its file.
    ///
    /// @throws UsageException when it is neither, with the nearest name
    static GraphSource find(String name) throws IOException {
        if (Zoo.names().contains(name)) {
            return Zoo.get(name);
        }
        if (CourseNetworks.names().contains(name)) {
            return CourseNetworks.get(name);
        }
        boolean file = name.contains(".") || name.contains("/") || Files.exists(Path.of(name));
        if (!file) {
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

    /// A model from its file, or from the folder of the training that wrote it.
    static Model load(String name) throws IOException {
        Path path = Path.of(name);
        Path file = Files.isDirectory(path) ? new RunFolder(path).model() : path;
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such model file");
        }
        return Model.load(file);
    }
}
