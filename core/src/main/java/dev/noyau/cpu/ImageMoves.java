package dev.noyau.cpu;

import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.MoveStep;
import dev.noyau.compile.MoveStep.Part;
import java.util.Arrays;

/// Movement of pixels and channels within blocked images.
final class ImageMoves {
    private static final int LANES = ImageLayout.LANES;

    private ImageMoves() {}

    static Runner of(Frame f, MoveStep step) {
        return switch (step) {
            case MoveStep.Place s -> place(f, s);
            case MoveStep.Resample s -> Resampler.of(f, s);
        };
    }

    private static Runner place(Frame f, MoveStep.Place s) {
        ImageLayout y = s.y().layout();
        Part[] parts = s.parts().toArray(Part[]::new);
        boolean covers = s.covers() && y.c() % LANES == 0;
        return PerImage.over(f, s.y(), s.partition(), (n, b0, b1, worker) -> {
            float[] out = f.array(s.y());
            int base = f.base(s.y(), worker, n);
            for (int b = b0; b < b1; b++) {
                if (!covers) {
                    clear(y, out, base + b * y.blockStride());
                }
                for (Part q : parts) {
                    int to = Math.min(Math.min((b + 1) * LANES, y.c()), q.toChannel() + q.count());
                    for (int c = Math.max(b * LANES, q.toChannel()); c < to; ) {
                        int source = c - q.toChannel() + q.channel();
                        int lanes = Math.min(to - c, LANES - source % LANES);
                        move(f, q, source, lanes, worker, n, y, c, out, base);
                        c += lanes;
                    }
                }
            }
        });
    }

    /// The inside of one block.
    private static void clear(ImageLayout y, float[] out, int at) {
        for (int r = 0; r < y.h(); r++) {
            int from = at + y.offset(0, r, 0);
            Arrays.fill(out, from, from + y.w() * LANES, 0);
        }
    }

    /// Some channels of one block into some of another.
    private static void move(
            Frame f,
            Part q,
            int source,
            int lanes,
            int worker,
            int image,
            ImageLayout y,
            int channel,
            float[] out,
            int base) {
        ImageLayout x = q.from().layout();
        float[] in = f.array(q.from());
        int from = f.base(q.from(), worker, image);
        int x0 = Math.max(0, -q.left());
        int width = Math.min(x.w(), y.w() - q.left()) - x0;
        int r1 = Math.min(x.h(), y.h() - q.top());
        for (int r = Math.max(0, -q.top()); r < r1 && width > 0; r++) {
            int i = from + x.offset(source, r, x0);
            int o = base + y.offset(channel, r + q.top(), x0 + q.left());
            if (lanes == LANES) {
                System.arraycopy(in, i, out, o, width * LANES);
                continue;
            }
            for (int k = 0; k < width * LANES; k += LANES) {
                for (int l = 0; l < lanes; l++) {
                    out[o + k + l] = in[i + k + l];
                }
            }
        }
    }
}
