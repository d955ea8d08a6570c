package dev.noyau.cli;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;

/// Small images that are easy to segment, with their masks: a bright square (class 1) and a dim one (class 2) on noise.
final class Blobs {
    static final int SIDE = 16;

    private static final int[] COLOURS = {0x000000, 0xff0000, 0x00ff00};

    private final int[] mask = new int[SIDE * SIDE];
    private final BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);

    private Blobs(int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < mask.length; i++) {
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, random.nextInt(30));
        }
        square(1 + random.nextInt(4), 1 + random.nextInt(8), 1, 220, random);
        square(9 + random.nextInt(2), 1 + random.nextInt(8), 2, 110, random);
    }

    private void square(int top, int left, int label, int bright, Random random) {
        for (int y = top; y < top + 4; y++) {
            for (int x = left; x < left + 5; x++) {
                mask[y * SIDE + x] = label;
                image.getRaster().setSample(x, y, 0, bright + random.nextInt(20));
            }
        }
    }

    /// `images` and `masks` with one file an image, whose values are classes.
    static Path values(Path folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Blobs b = new Blobs(i);
            write(folder.resolve("images/b" + i + ".png"), b.image);
            write(folder.resolve("masks/b" + i + ".png"), grey(b.mask, 1));
        }
        return folder;
    }

    /// The same with masks in the colours of `classes.txt`, in folders train and val as CamVid comes.
    static Path colours(Path folder, int train, int validation) throws IOException {
        for (int i = 0; i < train + validation; i++) {
            Blobs b = new Blobs(i);
            String part = i < train ? "train" : "val";
            BufferedImage m = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            for (int k = 0; k < b.mask.length; k++) {
                m.setRGB(k % SIDE, k / SIDE, COLOURS[b.mask[k]]);
            }
            write(folder.resolve(part).resolve("b" + i + ".png"), b.image);
            write(folder.resolve(part + "annot").resolve("b" + i + ".png"), m);
        }
        Files.writeString(folder.resolve("classes.txt"), "ground #000000\nbright #ff0000\ndim #00ff00\n");
        return folder;
    }

    /// Masks whose palette shows classes in colours.
    static Path palettes(Path folder, int count) throws IOException {
        values(folder, count);
        byte[] r = new byte[COLOURS.length];
        byte[] g = new byte[COLOURS.length];
        byte[] blue = new byte[COLOURS.length];
        for (int c = 0; c < COLOURS.length; c++) {
            r[c] = (byte) (COLOURS[c] >> 16);
            g[c] = (byte) (COLOURS[c] >> 8);
        }
        IndexColorModel palette = new IndexColorModel(8, COLOURS.length, r, g, blue);
        for (int i = 0; i < count; i++) {
            Blobs b = new Blobs(i);
            BufferedImage m = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_INDEXED, palette);
            m.getRaster().setSamples(0, 0, SIDE, SIDE, 0, b.mask);
            write(folder.resolve("masks/b" + i + ".png"), m);
        }
        return folder;
    }

    /// A folder for each image, with a mask for each of its two squares.
    static Path objects(Path folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Blobs b = new Blobs(i);
            Path own = folder.resolve("b" + i);
            write(own.resolve("images/b" + i + ".png"), b.image);
            for (int label = 1; label <= 2; label++) {
                int[] one = new int[b.mask.length];
                for (int k = 0; k < one.length; k++) {
                    one[k] = b.mask[k] == label ? 1 : 0;
                }
                write(own.resolve("masks/" + label + ".png"), grey(one, 255));
            }
        }
        return folder;
    }

    /// `masks/bright` and `masks/dim`: several labels at once.
    static Path labels(Path folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Blobs b = new Blobs(i);
            write(folder.resolve("images/b" + i + ".png"), b.image);
            for (int label = 1; label <= 2; label++) {
                int[] one = new int[b.mask.length];
                for (int k = 0; k < one.length; k++) {
                    one[k] = b.mask[k] == label ? 1 : 0;
                }
                write(folder.resolve("masks/" + (label == 1 ? "bright" : "dim") + "/b" + i + ".png"), grey(one, 255));
            }
        }
        return folder;
    }

    static BufferedImage grey(int[] values, int factor) {
        int side = (int) Math.sqrt(values.length);
        BufferedImage b = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < values.length; i++) {
            b.getRaster().setSample(i % side, i / side, 0, factor * values[i]);
        }
        return b;
    }

    static void write(Path file, BufferedImage image) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        ImageIO.write(image, "png", file.toFile());
    }
}
