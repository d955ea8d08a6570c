package dev.noyau.formats.data;

import dev.noyau.model.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Files in a folder for each class, named as the class; the classes are in the order of their names. Or in such
/// folders in `train` and in `test`, `val`, `valid` or `validation`.
///
/// @param train all files where the folder is not divided
record ClassFolders(Listing train, Optional<Listing> test) {
    private static final List<String> TEST = List.of("test", "val", "valid", "validation");

    /// @param targets the class of each file
    record Listing(List<Path> files, List<Integer> targets, List<String> labels) {
        int[] classes() {
            return targets.stream().mapToInt(i -> i).toArray();
        }
    }

    /// Lists the files whose names have one of these endings, in lower case without the dot.
    ///
    /// @param what they are, as `images`
    /// @throws NoSuchFileException when there is no such folder, or it has training files alone
    /// @throws FormatException when there are no classes or no files in them
    static ClassFolders list(Path folder, Set<String> endings, String what) throws IOException {
        checkFolder(folder);
        Path train = folder.resolve("train");
        if (!Files.isDirectory(train)) {
            return new ClassFolders(classes(folder, folders(folder, what), endings, what), Optional.empty());
        }
        List<String> names = folders(train, what);
        Listing learned = classes(train, names, endings, what);
        for (String t : TEST) {
            Path part = folder.resolve(t);
            if (Files.isDirectory(part)) {
                checkClasses(part, names, what);
                return new ClassFolders(learned, Optional.of(classes(part, names, endings, what)));
            }
        }
        throw new NoSuchFileException(
                folder.toString(), null, "it has a folder train, but none named " + String.join(", ", TEST));
    }

    /// @throws NoSuchFileException when there is no such folder
    static void checkFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "there is no such folder");
        }
    }

    private static void checkClasses(Path part, List<String> names, String what) throws IOException {
        for (String name : folders(part, what)) {
            if (!names.contains(name)) {
                throw new FormatException(part.resolve(name) + ": there is no such class in the folder train");
            }
        }
    }

    private static List<String> folders(Path folder, String what) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path p : all.sorted().toList()) {
                String name = String.valueOf(p.getFileName());
                if (Files.isDirectory(p) && !name.startsWith(".")) {
                    names.add(name);
                }
            }
        }
        if (names.isEmpty()) {
            throw new FormatException(
                    folder + ": has no folders; the " + what + " of each class belong in one of its own");
        }
        return names;
    }

    private static Listing classes(Path folder, List<String> names, Set<String> endings, String what)
            throws IOException {
        List<Path> files = new ArrayList<>();
        List<Integer> targets = new ArrayList<>();
        for (int c = 0; c < names.size(); c++) {
            Path of = folder.resolve(names.get(c));
            List<Path> found = Files.isDirectory(of) ? files(of, endings) : List.of();
            files.addAll(found);
            for (int i = 0; i < found.size(); i++) {
                targets.add(c);
            }
        }
        if (files.isEmpty()) {
            throw new FormatException(folder + ": its folders hold no " + what + ", with endings as "
                    + String.join(", ", endings.stream().sorted().toList()));
        }
        return new Listing(files, targets, names);
    }

    /// The files in a folder and in the folders in it, in the order of their paths.
    private static List<Path> files(Path folder, Set<String> endings) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(p -> endings.contains(ending(p)) && Files.isRegularFile(p))
                    .sorted()
                    .toList();
        }
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(dot + 1) : "";
    }
}
