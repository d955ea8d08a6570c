package dev.noyau.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/// Images that are easy to learn: a bright square, whose place is the class, on noise.
final class Squares {
    static final int CLASSES = 4;
    static final int SIDE = 28;

    private Squares() {}

    /// Writes a folder with the four files of MNIST's format.
    static Path folder(Path folder, int train, int test) throws IOException {
        Files.createDirectories(folder);
        part(folder, "train", train, 1);
        part(folder, "t10k", test, 2);
        return folder;
    }

    private static void part(Path folder, String name, int count, int seed) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
        images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
        ByteBuffer labels = ByteBuffer.allocate(8 + count);
        labels.putInt(0x801).putInt(count);
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            labels.put((byte) (i % CLASSES));
            images.put(image(i % CLASSES, random));
        }
        Files.write(folder.resolve(name + "-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve(name + "-labels-idx1-ubyte"), labels.array());
    }

    static byte[] image(int label, Random random) {
        byte[] pixels = new byte[SIDE * SIDE];
        random.nextBytes(pixels);
        int top = 4 + label / 2 * 12;
        int left = 4 + label % 2 * 12;
        for (int i = 0; i < pixels.length; i++) {
            int y = i / SIDE;
            int x = i % SIDE;
            boolean in = y >= top && y < top + 8 && x >= left && x < left + 8;
            pixels[i] = (byte) (in ? 200 : (pixels[i] & 255) / 8);
        }
        return pixels;
    }

    /// Writes one image as a PNG.
    ///
    /// @param size its width and height, the image is enlarged
    /// @param inverted whether dark and bright are exchanged
    static Path png(Path file, int label, int size, boolean inverted) throws IOException {
        byte[] pixels = image(label, new Random(3));
        BufferedImage b = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int v = pixels[y * SIDE / size * SIDE + x * SIDE / size] & 255;
                b.getRaster().setSample(x, y, 0, inverted ? 255 - v : v);
            }
        }
        ImageIO.write(b, "png", file.toFile());
        return file;
    }
}
