package dev.noyau.testing;

import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the safetensors files among the test resources, which are known to be sound. (The reader for users' files
/// is another one, in the module `formats`.)
public final class Safetensors {
    private static final Pattern ENTRY = Pattern.compile(
            "\"([^\"]+)\":\\{\"dtype\":\"(F32|I64)\",\"shape\":\\[([\\d,]*)],\"data_offsets\":\\[(\\d+),(\\d+)]}");

    private Safetensors() {}

    public static Map<String, Tensor> read(String resource) {
        ByteBuffer file = ByteBuffer.wrap(bytes(resource)).order(ByteOrder.LITTLE_ENDIAN);
        int headerSize = (int) file.getLong();
        int data = 8 + headerSize;
        String header = StandardCharsets.UTF_8.decode(file.slice(8, headerSize)).toString();
        Map<String, Tensor> tensors = new TreeMap<>();
        Matcher m = ENTRY.matcher(header);
        while (m.find()) {
            int from = Integer.parseInt(m.group(4));
            int to = Integer.parseInt(m.group(5));
            ByteBuffer values = file.slice(data + from, to - from).order(ByteOrder.LITTLE_ENDIAN);
            tensors.put(m.group(1), tensor(m.group(2), shape(m.group(3)), values));
        }
        return tensors;
    }

    private static Shape shape(String list) {
        return list.isEmpty()
                ? Shape.SCALAR
                : Shape.of(Arrays.stream(list.split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray());
    }

    private static Tensor tensor(String dtype, Shape shape, ByteBuffer b) {
        if (dtype.equals("F32")) {
            float[] f = new float[shape.intSize()];
            b.asFloatBuffer().get(f);
            return Tensor.wrap(shape, f);
        }
        long[] l = new long[shape.intSize()];
        b.asLongBuffer().get(l);
        return Tensor.ofLongs(shape, l);
    }

    /// All bytes of a test resource.
    public static byte[] bytes(String resource) {
        try (InputStream in = Safetensors.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no test resource " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
