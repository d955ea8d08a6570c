package dev.noyau.cli;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import java.util.ArrayList;
import java.util.List;

/// Draws small images side by side with half-block characters, two pixels a character: the upper one as its
/// foreground, the lower one as its background.
final class ImagePicture {
    /// Rows and columns of pixels that an image is made smaller to.
    private static final int SIDE = 14;

    private static final String GAP = "   ";

    /// The first of the 24 greys in the palette of 256 colours.
    private static final int FIRST_GREY = 232;

    private static final int GREYS = 24;
    private static final String PLAIN = "\u001b[0m";

    private final Dataset data;
    private final boolean colour;

    /// @param colour whether greys can be shown; else a pixel is on or off
    ImagePicture(Dataset data, boolean colour) {
        this.data = data;
        this.colour = colour;
    }

    /// Images that fit side by side.
    static int fitting(int columns) {
        return Math.max(1, (columns + GAP.length()) / (SIDE + GAP.length()));
    }

    /// Some images in a row, each with words under it.
    ///
    /// @param captions two lines for each image
    List<String> lines(int[] samples, List<List<String>> captions) {
        List<float[][]> images = new ArrayList<>();
        for (int s : samples) {
            images.add(small(s));
        }
        List<String> lines = new ArrayList<>();
        for (int y = 0; y < SIDE; y += 2) {
            StringBuilder line = new StringBuilder();
            for (float[][] image : images) {
                line.append(line.isEmpty() ? "" : GAP);
                row(line, image[y], image[y + 1]);
            }
            lines.add(line.toString());
        }
        for (int i = 0; i < captions.getFirst().size(); i++) {
            int row = i;
            List<String> words = captions.stream()
                    .map(c -> Text.left(Text.fit(c.get(row), SIDE), SIDE))
                    .toList();
            lines.add(String.join(GAP, words).stripTrailing());
        }
        return lines;
    }

    private void row(StringBuilder line, float[] upper, float[] lower) {
        String last = "";
        for (int x = 0; x < SIDE; x++) {
            if (colour) {
                String code = "\u001b[38;5;" + grey(upper[x]) + ";48;5;" + grey(lower[x]) + "m";
                line.append(code.equals(last) ? "" : code).append('▀');
                last = code;
            } else {
                line.append(upper[x] > 0.5 ? (lower[x] > 0.5 ? '█' : '▀') : lower[x] > 0.5 ? '▄' : ' ');
            }
        }
        line.append(colour ? PLAIN : "");
    }

    private static int grey(float brightness) {
        return FIRST_GREY + Math.clamp(Math.round(brightness * (GREYS - 1)), 0, GREYS - 1);
    }

    /// The mean over channels and over the pixels that fall on one of the picture, in [0, 1].
    private float[][] small(int sample) {
        int c = data.shape().dim(0);
        int h = data.shape().dim(1);
        int w = data.shape().dim(2);
        float[] pixels = new float[c * h * w];
        data.read(sample, pixels, 0, Targets.room(data.targetType(), data.targetShape()), 0);
        float[][] image = new float[SIDE][SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int bottom = Math.max(y * h / SIDE + 1, (y + 1) * h / SIDE);
                int right = Math.max(x * w / SIDE + 1, (x + 1) * w / SIDE);
                image[y][x] = mean(pixels, y * h / SIDE, bottom, x * w / SIDE, right);
            }
        }
        return image;
    }

    private float mean(float[] pixels, int top, int bottom, int left, int right) {
        int channels = data.shape().dim(0);
        int h = data.shape().dim(1);
        int w = data.shape().dim(2);
        float sum = 0;
        for (int k = 0; k < channels; k++) {
            float mean = data.mean().isEmpty() ? 0 : data.mean().get(k);
            float std = data.std().isEmpty() ? 1 : data.std().get(k);
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    sum += pixels[(k * h + y) * w + x] * std + mean;
                }
            }
        }
        return sum / (channels * (bottom - top) * (right - left));
    }
}
