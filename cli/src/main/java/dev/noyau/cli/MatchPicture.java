package dev.noyau.cli;

import dev.noyau.formats.image.PngWriter;
import dev.noyau.pixels.Homography;
import dev.noyau.pixels.Keypoint;
import dev.noyau.pixels.Matches;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Two images side by side with a line for each match.
final class MatchPicture {
    private static final int GAP = 8;
    private static final int DOT = 2;
    private static final double NEAR = 3;
    private static final int CLEAR = 170;
    private static final Color RIGHT = new Color(0, 210, 80, CLEAR);
    private static final Color WRONG = new Color(235, 40, 40, CLEAR);

    private MatchPicture() {}

    /// @param h the map from the first image to the second, which says what is right; null where it is not
    /// known: lines have the colours of the rainbow then, by the height of their first point
    static void write(Path file, BufferedImage a, BufferedImage b, Matches matches, @Nullable Homography h)
            throws IOException {
        int height = Math.max(a.getHeight(), b.getHeight());
        int offset = a.getWidth() + GAP;
        BufferedImage p = new BufferedImage(offset + b.getWidth(), height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = p.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, p.getWidth(), height);
        g.drawImage(a, 0, 0, null);
        g.drawImage(b, offset, 0, null);
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setStroke(new BasicStroke(1));
        // Right ones last, over the wrong ones.
        List<Matches.Pair> order = h == null
                ? matches.pairs()
                : matches.pairs().stream()
                        .sorted(Comparator.comparing((Matches.Pair m) -> matches.error(m, h) <= NEAR))
                        .toList();
        for (Matches.Pair m : order) {
            Keypoint from = matches.a().get(m.a());
            Keypoint to = matches.b().get(m.b());
            g.setColor(colour(matches, m, h, (float) from.y() / a.getHeight()));
            g.drawLine(from.x(), from.y(), offset + to.x(), to.y());
            g.fillOval(from.x() - DOT, from.y() - DOT, 2 * DOT + 1, 2 * DOT + 1);
            g.fillOval(offset + to.x() - DOT, to.y() - DOT, 2 * DOT + 1, 2 * DOT + 1);
        }
        g.dispose();
        write(file, p);
    }

    private static Color colour(Matches all, Matches.Pair m, @Nullable Homography h, float height) {
        if (h != null) {
            return all.error(m, h) <= NEAR ? RIGHT : WRONG;
        }
        Color c = Color.getHSBColor(height, 1, 1);
        return new Color(c.getRed(), c.getGreen(), c.getBlue(), CLEAR);
    }

    private static void write(Path file, BufferedImage p) throws IOException {
        int w = p.getWidth();
        try (PngWriter png = PngWriter.colour(file, w, p.getHeight())) {
            byte[] row = new byte[3 * w];
            int[] rgb = new int[w];
            for (int y = 0; y < p.getHeight(); y++) {
                p.getRGB(0, y, w, 1, rgb, 0, w);
                for (int i = 0; i < row.length; i++) {
                    row[i] = (byte) (rgb[i / 3] >> 16 - 8 * (i % 3));
                }
                png.row(row);
            }
        }
    }
}
