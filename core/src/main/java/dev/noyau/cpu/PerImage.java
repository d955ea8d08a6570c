package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.Partition;
import java.util.List;

/// Steps that treat each channel block of each image on its own.
final class PerImage {
    private PerImage() {}

    /// The work on blocks `[b0, b1)` of an image.
    interface Body {
        void run(int image, int b0, int b1, int worker);
    }

    /// Divides a step whose result is `out` by images, or by images and blocks.
    static Runner over(Frame f, Buffer out, Partition by, Body body) {
        return over(f, List.of(out), by, body);
    }

    /// The same for results of one layout.
    static Runner over(Frame f, List<Buffer> results, Partition by, Body body) {
        Buffer out = results.getFirst();
        int images = out.images();
        int blocks = out.layout().blocks();
        return switch (by.kind()) {
            case SHARDS ->
                (part, worker) -> {
                    int to = f.firstImage(part + 1);
                    clear(f, results, worker, f.firstImage(part), to);
                    for (int n = f.firstImage(part); n < to; n++) {
                        body.run(n, 0, blocks, worker);
                    }
                };
            case WHOLE, ROWS, BLOCKS ->
                (part, worker) -> {
                    int units = images * blocks;
                    if (part == 0) {
                        clear(f, results, worker, 0, images);
                    }
                    int to = Partition.from(units, part + 1, by.parts());
                    for (int u = Partition.from(units, part, by.parts()); u < to; ) {
                        int n = u / blocks;
                        int b0 = u - n * blocks;
                        int b1 = Math.min(blocks, b0 + to - u);
                        body.run(n, b0, b1, worker);
                        u += b1 - b0;
                    }
                };
        };
    }

    private static void clear(Frame f, List<Buffer> results, int worker, int from, int to) {
        for (int i = 0; i < results.size(); i++) {
            f.clearHalo(results.get(i), worker, from, to);
        }
    }
}
