package dev.noyau.formats.data;

import dev.noyau.formats.data.ClassFolders.Listing;
import dev.noyau.model.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder of recordings: with a folder for each class, divided or not as an [ImageFolder]; or with files named
/// `{label}_{speaker}_{index}.wav` as those of the Free Spoken Digit Dataset, there or in a folder `recordings`,
/// with that set's own division: index 0 to 4 is for testing.
///
/// @param train recordings to learn from; all where the folder is not divided
/// @param test recordings to measure with, where the folder is divided
public record SoundFolder(SoundFiles train, Optional<SoundFiles> test) {
    private static final Set<String> ENDINGS = Set.of("wav", "aif", "aiff", "au");
    private static final Pattern NAMED = Pattern.compile("([^_]+)_(.+)_(\\d{1,9})\\.wav");
    private static final int TESTED = 5;

    /// Reads all recordings into memory.
    ///
    /// @param length samples that each gets: longer ones are cut, silence follows shorter ones
    /// @throws NoSuchFileException when there is no such folder
    /// @throws FormatException when there are no recordings, or one is damaged
    public static SoundFolder read(Path folder, int length) throws IOException {
        ClassFolders.checkFolder(folder);
        Path recordings = folder.resolve("recordings");
        Path flat = Files.isDirectory(recordings) ? recordings : folder;
        List<Path> named = named(flat);
        ClassFolders f = named.isEmpty() ? ClassFolders.list(folder, ENDINGS, "recordings") : divided(flat, named);
        Optional<Listing> test = f.test();
        return new SoundFolder(
                SoundFiles.read(f.train(), length),
                test.isEmpty() ? Optional.empty() : Optional.of(SoundFiles.read(test.get(), length)));
    }

    private static List<Path> named(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(p -> matcher(p).matches() && Files.isRegularFile(p))
                    .sorted()
                    .toList();
        }
    }

    private static Matcher matcher(Path file) {
        return NAMED.matcher(String.valueOf(file.getFileName()));
    }

    private static ClassFolders divided(Path folder, List<Path> files) throws FormatException {
        TreeSet<String> names = new TreeSet<>();
        files.forEach(f -> names.add(label(f)));
        List<String> labels = List.copyOf(names);
        Listing train = new Listing(new ArrayList<>(), new ArrayList<>(), labels);
        Listing test = new Listing(new ArrayList<>(), new ArrayList<>(), labels);
        for (Path f : files) {
            Matcher m = matcher(f);
            boolean tested = m.matches() && Integer.parseInt(m.group(3)) < TESTED;
            Listing part = tested ? test : train;
            part.files().add(f);
            part.targets().add(labels.indexOf(label(f)));
        }
        if (train.files().isEmpty() || test.files().isEmpty()) {
            throw new FormatException(folder + ": of its " + files.size() + " recordings "
                    + test.files().size() + " are for testing (those with index 0 to " + (TESTED - 1)
                    + "); both parts must hold some");
        }
        return new ClassFolders(train, Optional.of(test));
    }

    private static String label(Path file) {
        Matcher m = matcher(file);
        return m.matches() ? m.group(1) : "";
    }
}
