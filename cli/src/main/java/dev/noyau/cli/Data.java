package dev.noyau.cli;

import dev.noyau.data.Dataset;
import dev.noyau.formats.data.CifarFolder;
import dev.noyau.formats.data.IdxFolder;
import dev.noyau.formats.data.ImageFiles;
import dev.noyau.formats.data.ImageFolder;
import dev.noyau.formats.data.ImageList;
import dev.noyau.formats.data.SoundFolder;
import dev.noyau.formats.image.ResizedImages;
import dev.noyau.mnist.Mnist;
import dev.noyau.train.Names;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Data as it is named on the command line.
///
/// @param name short, for folders
/// @param train to learn from
/// @param test to measure with, never to choose with
record Data(String name, Dataset train, Dataset test) {
    static final String HELP = "'mnist'; 'idx:DIR', the four files of MNIST's format; 'cifar:DIR', CIFAR-10 or -100"
            + " in binary; 'folder:DIR', images in a folder for each class; 'csv:FILE', lines path,label;"
            + " 'wav:DIR', recordings";

    private static final List<String> KINDS =
            List.of("mnist", "idx:DIR", "cifar:DIR", "folder:DIR", "csv:FILE", "wav:DIR");

    /// What there is before mean and standard deviation: data that is not divided has no test.
    private record Parts(Dataset train, Optional<? extends Dataset> test) {}

    /// Data to learn from and to measure with.
    ///
    /// @param seed of the share that is set aside where the data is not divided
    /// @throws UsageException for a name that means nothing
    /// @throws IOException when a file is missing or damaged
    static Data open(String spec, DataOptions o, long seed) throws IOException {
        Parts p = parts(spec, o);
        Dataset train = p.train();
        Dataset test = p.test().isPresent() ? p.test().get() : null;
        if (test == null) {
            if (o.testSplit() == 0) {
                throw new UsageException(spec + ": is not divided; --test-split says which share to measure with");
            }
            Dataset.Split s = train.split(o.testSplit(), seed);
            train = s.train();
            test = s.validation();
        }
        return new Data(shortName(spec), prepared(train, o), prepared(test, o));
    }

    /// Data to measure with alone: the test part, or all where it is not divided.
    static Dataset test(String spec, DataOptions o) throws IOException {
        if (kind(spec).equals("cifar") && spec.length() > "cifar:".length()) {
            return prepared(CifarFolder.test(path(spec)), o);
        }
        Parts p = parts(spec, o);
        return prepared(p.test().isPresent() ? p.test().get() : p.train(), o);
    }

    /// In the size that was asked for, which folders and lists of images have by now, and normalised.
    private static Dataset prepared(Dataset data, DataOptions o) {
        Dataset d = o.size().isEmpty() || data.shape().rank() != 3 ? data : ResizedImages.of(data, o.shape());
        return o.means().isEmpty() ? d : d.normalised(o.means(), o.stds());
    }

    private static Parts parts(String spec, DataOptions o) throws IOException {
        if (spec.equals("mnist")) {
            return new Parts(Mnist.train(), Optional.of(Mnist.test()));
        }
        if (spec.indexOf(':') == spec.length() - 1) {
            throw unknown(spec);
        }
        switch (kind(spec)) {
            case "idx" -> {
                IdxFolder f = IdxFolder.read(path(spec));
                return new Parts(f.train(), Optional.of(f.test()));
            }
            case "cifar" -> {
                CifarFolder f = CifarFolder.read(path(spec));
                return new Parts(f.train(), Optional.of(f.test()));
            }
            case "folder" -> {
                ImageFolder f =
                        o.size().isEmpty() ? ImageFolder.read(path(spec)) : ImageFolder.read(path(spec), o.shape());
                return new Parts(f.train(), f.test());
            }
            case "csv" -> {
                ImageFiles f = o.size().isEmpty() ? ImageList.read(path(spec)) : ImageList.read(path(spec), o.shape());
                return new Parts(f, Optional.empty());
            }
            case "wav" -> {
                SoundFolder f = SoundFolder.read(path(spec), o.length());
                return new Parts(f.train(), f.test());
            }
            case "photos" ->
                throw new UsageException(spec + ": photographs have no classes; noyau train learns descriptors from"
                        + " them, noyau match shows what these are worth");
            default -> throw unknown(spec);
        }
    }

    private static UsageException unknown(String spec) {
        return new UsageException(Names.unknown(
                        "data",
                        spec,
                        Stream.of(KINDS, PixelData.KINDS, List.of(DescriptorTask.KIND))
                                .flatMap(List::stream)
                                .toList())
                .getMessage());
    }

    private static String kind(String spec) {
        return spec.substring(0, Math.max(0, spec.indexOf(':')));
    }

    private static Path path(String spec) {
        return Path.of(spec.substring(spec.indexOf(':') + 1));
    }

    /// The name of data in the names of folders: for a folder the last part of its path.
    static String shortName(String spec) {
        Path last = path(spec).toAbsolutePath().normalize().getFileName();
        String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
        String plain =
                name.replaceAll("\\.csv$", "").replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return plain.isEmpty() ? "data" : plain;
    }
}
