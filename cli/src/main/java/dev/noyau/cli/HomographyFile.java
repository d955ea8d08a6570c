package dev.noyau.cli;

import dev.noyau.model.FormatException;
import dev.noyau.pixels.Homography;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the map between two images: nine numbers with white space, commas or semicolons between them, or the
/// element `data` of a matrix that OpenCV has written as XML.
final class HomographyFile {
    private static final long LARGEST = 1 << 20;
    private static final int SHOWN = 20;
    private static final Pattern DATA = Pattern.compile("<data>(.*?)</data>", Pattern.DOTALL);

    private HomographyFile() {}

    /// @throws FormatException unless there are nine numbers of a map that can be inverted
    static Homography read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new FormatException(file + ": is too large for nine numbers");
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Matcher m = DATA.matcher(text);
        String[] words = (m.find() ? m.group(1) : text).strip().split("[\\s,;\\[\\]]+");
        words = Arrays.stream(words).filter(w -> !w.isEmpty()).toArray(String[]::new);
        double[] numbers = new double[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = number(file, words[i]);
        }
        try {
            return Homography.of(numbers);
        } catch (IllegalArgumentException e) {
            throw new FormatException(file + ": " + e.getMessage(), e);
        }
    }

    private static double number(Path file, String word) throws FormatException {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            String shown = word.substring(0, Math.min(word.length(), SHOWN)).replaceAll("\\P{Print}", "?");
            throw new FormatException(
                    file + ": expected the nine numbers of a homography, or OpenCV's XML with them, found '" + shown
                            + "'",
                    e);
        }
    }
}
