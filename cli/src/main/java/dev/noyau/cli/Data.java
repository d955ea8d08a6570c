package dev.noyau.cli;

import dev.noyau.data.Dataset;
import dev.noyau.formats.data.IdxFolder;
import dev.noyau.mnist.Mnist;
import dev.noyau.train.Names;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Data as it is named on the command line.
///
/// @param name short, for folders
/// @param train to learn from
/// @param test to measure with, never to choose with
record Data(String name, Dataset train, Dataset test) {
    static final String HELP = "'mnist', or 'idx:DIR': a folder with the four files of MNIST's format";

    private static final String IDX = "idx:";

    /// @throws UsageException for a name that means nothing
    /// @throws IOException when a file is missing or damaged
    static Data open(String spec) throws IOException {
        if (spec.equals("mnist")) {
            return new Data("mnist", Mnist.train(), Mnist.test());
        }
        if (spec.startsWith(IDX) && spec.length() > IDX.length()) {
            IdxFolder folder = IdxFolder.read(Path.of(spec.substring(IDX.length())));
            return new Data(shortName(spec), folder.train(), folder.test());
        }
        throw new UsageException(
                Names.unknown("data", spec, List.of("mnist", "idx:DIR")).getMessage());
    }

    /// Data with values in [0, 1] as a model wants it; data that is normalised stays as it is.
    static Dataset normalised(Dataset data, List<Float> mean, List<Float> std) {
        if (mean.isEmpty() && std.isEmpty()
                || !data.mean().isEmpty()
                || !data.std().isEmpty()) {
            return data;
        }
        if (mean.size() != data.shape().dim(0) || std.size() != mean.size()) {
            throw new CommandException("the model normalises " + mean.size() + " channels, the data has "
                    + data.shape().dim(0));
        }
        return data.normalised(mean, std);
    }

    /// The name of data in the names of folders: for a folder the last part of its path.
    static String shortName(String spec) {
        Path folder = Path.of(spec.startsWith(IDX) ? spec.substring(IDX.length()) : spec);
        Path last = folder.toAbsolutePath().normalize().getFileName();
        String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
        String plain = name.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return plain.isEmpty() ? "data" : plain;
    }
}
