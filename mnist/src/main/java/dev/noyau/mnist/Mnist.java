package dev.noyau.mnist;

import dev.noyau.data.ByteDataset;
import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/// The MNIST digits (LeCun, Cortes, Burges): 60 000 images to train on and 10 000 to test with, 1×28×28, from
/// the jar of this module; no network is needed.
///
/// The images are unpacked once, in the background from the first call of [#train()] or [#test()] on, and kept
/// as bytes (47 MB and 8 MB). Reading waits for that.
public final class Mnist {
    private static final Shape SHAPE = Shape.of(1, 28, 28);
    private static final List<String> LABELS =
            IntStream.range(0, 10).mapToObj(Integer::toString).toList();

    private Mnist() {}

    /// The 60 000 training images with values in [0, 1].
    public static Dataset train() {
        return Train.DATA;
    }

    /// The 10 000 test images with values in [0, 1].
    public static Dataset test() {
        return Test.DATA;
    }

    /// Holders, so that each part is unpacked when it is asked for and once.
    private static final class Train {
        static final Dataset DATA = Unpacking.start("train", 60_000);
    }

    private static final class Test {
        static final Dataset DATA = Unpacking.start("t10k", 10_000);
    }

    /// What is known of the data before it is unpacked, and the data once it is.
    private record Unpacking(int size, FutureTask<ByteDataset> data) implements Dataset {
        static Unpacking start(String part, int size) {
            FutureTask<ByteDataset> task = new FutureTask<>(() -> unpack(part, size));
            Thread.ofPlatform().daemon().name("noyau-mnist-" + part).start(task);
            return new Unpacking(size, task);
        }

        @Override
        public Shape shape() {
            return SHAPE;
        }

        @Override
        public List<String> labels() {
            return LABELS;
        }

        @Override
        public void read(int index, float[] inputs, int at, Targets targets, int targetAt) {
            unpacked().read(index, inputs, at, targets, targetAt);
        }

        private ByteDataset unpacked() {
            try {
                return data.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while MNIST was being unpacked", e);
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException("MNIST cannot be unpacked: " + e.getCause(), e);
            }
        }
    }

    private static ByteDataset unpack(String part, int size) {
        byte[] images = read(part + "-images-idx3-ubyte.gz", new int[] {0x803, size, 28, 28}, size * 28 * 28);
        byte[] labels = read(part + "-labels-idx1-ubyte.gz", new int[] {0x801, size}, size);
        return ByteDataset.of(images, labels, SHAPE, LABELS);
    }

    /// Reads a file whose header is known, straight into an array of its size.
    private static byte[] read(String name, int[] header, int bytes) {
        try (InputStream resource = Mnist.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IOException("the file is missing");
            }
            DataInputStream in = new DataInputStream(new GZIPInputStream(resource, 1 << 16));
            for (int expected : header) {
                int found = in.readInt();
                if (found != expected) {
                    throw new IOException("the header says " + found + " where it should say " + expected);
                }
            }
            byte[] data = new byte[bytes];
            in.readFully(data);
            return data;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "MNIST cannot be read from the jar of noyau-mnist (" + name + "): " + e.getMessage()
                            + "; the jar is damaged, install it again",
                    e);
        }
    }
}
