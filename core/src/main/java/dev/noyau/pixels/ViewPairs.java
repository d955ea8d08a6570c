package dev.noyau.pixels;

import dev.noyau.data.Dataset;
import dev.noyau.data.Draws;
import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import java.util.List;

/// Pairs of views of photographs, to learn descriptors from: both views are square windows of one photograph
/// under homographies and with colours drawn at random, anew in each epoch, so it is known which pixel of one
/// view is which of the other. The two views of a pair lie in one image, the first above the second, so that
/// a network sees both in one pass.
///
/// The targets say where the same points are: the number of the pixel in that image, `y · W + x`, first of
/// all points in the upper view and then of the same points in the lower one. The points are those with the
/// most structure ([Keypoints#harris]) of a grid of cells, far enough from the borders for the network to see
/// around them; beyond a photograph's border views are black, and have no points.
///
/// **Shapes**: samples (C, 2·side, side), targets i64 (2, points).
public final class ViewPairs implements Dataset {
    /// Pixels from the border that points keep.
    private static final int MARGIN = 12;

    /// There is a point in such a square at most.
    private static final int CELL = 8;

    /// A photograph has to be larger than a view by this.
    private static final double LARGER = 1.25;

    /// Where too few points are seen in both views, the next ones differ by this much of it.
    private static final double MILDER = 0.7;

    private static final int TRIES = 12;
    private static final double TURN_FIRST = Math.toRadians(15);
    private static final double TURN = Math.toRadians(35);
    private static final double TILT = 0.35;

    private final Dataset photos;
    private final int pairs;
    private final int side;
    private final int points;
    private final long seed;

    private ViewPairs(Dataset photos, int pairs, int side, int points, long seed) {
        this.photos = photos;
        this.pairs = pairs;
        this.side = side;
        this.points = points;
        this.seed = seed;
    }

    /// @param photos images (C, H, W) with values in [0, 1], not normalised
    /// @param pairs samples of an epoch; epochs go on with the next photographs
    /// @param side height and width of a view
    /// @param points of a pair
    /// @param seed of all views
    /// @throws IllegalArgumentException when the photographs are too small for such views, or views for so
    /// many points
    public static ViewPairs of(Dataset photos, int pairs, int side, int points, long seed) {
        Shape s = photos.shape();
        if (s.rank() != 3 || Math.min(s.dim(1), s.dim(2)) < LARGER * side) {
            throw new IllegalArgumentException("views of " + side + "×" + side + " are cut from photographs of "
                    + least(side) + " pixels at least in height and width, found " + s.pretty());
        }
        int cells = (side - 2 * MARGIN) / CELL;
        if (points < 1 || pairs < 1 || cells * cells < points) {
            throw new IllegalArgumentException("views of " + side + "×" + side + " have room for " + cells * cells
                    + " points, asked for " + points + " of " + pairs + " pairs");
        }
        return new ViewPairs(photos, pairs, side, points, seed);
    }

    /// The least height and width of photographs for views of a size.
    public static int least(int side) {
        return (int) Math.ceil(LARGER * side);
    }

    @Override
    public Shape shape() {
        return Shape.of(photos.shape().dim(0), 2 * side, side);
    }

    @Override
    public int size() {
        return pairs;
    }

    @Override
    public Shape targetShape() {
        return Shape.of(2, points);
    }

    @Override
    public boolean demanding() {
        return true;
    }

    @Override
    public List<Float> mean() {
        return photos.mean();
    }

    @Override
    public List<Float> std() {
        return photos.std();
    }

    @Override
    public void read(int index, float[] inputs, int at, Targets targets, int targetAt) {
        read(index, 0, inputs, at, targets, targetAt);
    }

    @Override
    public void read(int index, int epoch, float[] inputs, int at, Targets targets, int targetAt) {
        int which = (int) (((long) epoch * pairs + index) % photos.size());
        float[] photo = new float[photos.shape().intSize()];
        photos.read(which, photo, 0, Targets.room(photos.targetType(), photos.targetShape()), 0);
        Draws random = new Draws(seed, epoch, index);
        Homography first = first(random);
        draw(photo, first, inputs, at);
        Views v = new Views(photos.shape(), side, MARGIN, CELL, first, inputs, at);
        double strength = 1;
        Homography second = second(first, random, strength);
        List<long[]> found = v.common(second);
        for (int i = 1; found.size() < points && i < TRIES; i++) {
            strength *= MILDER;
            second = second(first, random, strength);
            found = v.common(second);
        }
        draw(photo, second, inputs, at + side * side);
        colours(inputs, at, random);
        colours(inputs, at + side * side, random);
        for (int i = 0; i < points; i++) {
            // A photograph that is almost all beyond the border has few points, which then count several times.
            long[] p = found.isEmpty() ? new long[] {0, 0} : found.get(i % found.size());
            targets.classes()[targetAt + i] = p[0];
            targets.classes()[targetAt + points + i] = p[1] + (long) side * side;
        }
    }

    /// From a view to the photograph: a window that lies in it.
    private Homography first(Draws random) {
        double h = photos.shape().dim(1);
        double w = photos.shape().dim(2);
        double most = Math.min(1.4, Math.min(h, w) / least(side) * 1.1);
        double scale = StrictMath.exp(random.uniform(StrictMath.log(0.6), StrictMath.log(most)));
        double half = scale * side / 2;
        double x = within(random, half, w);
        double y = within(random, half, h);
        double turn = random.uniform(-TURN_FIRST, TURN_FIRST);
        return window(x, y, Homography.turn(turn).after(Homography.scale(scale, scale)));
    }

    /// A place for a window's centre, so that it does not reach beyond the border.
    private static double within(Draws random, double half, double size) {
        double u = random.uniform();
        return 2 * half >= size ? size / 2 : half + u * (size - 2 * half);
    }

    private Homography window(double x, double y, Homography middle) {
        double c = (side - 1) / 2.0;
        return Homography.shift(x, y).after(middle).after(Homography.shift(-c, -c));
    }

    /// The second view, as the first one but turned, scaled along a direction, tilted and shifted.
    private Homography second(Homography first, Draws random, double strength) {
        double c = (side - 1) / 2.0;
        double direction = random.uniform(0, Math.PI);
        double narrow = StrictMath.exp(strength * random.uniform(-0.7, 0));
        double scale = StrictMath.exp(strength * random.uniform(-0.3, 0.45));
        double turn = strength * random.uniform(-TURN, TURN);
        double p = strength * random.uniform(-TILT, TILT) / c;
        double q = strength * random.uniform(-TILT, TILT) / c;
        double dx = strength * random.uniform(-0.15, 0.15) * side;
        double dy = strength * random.uniform(-0.15, 0.15) * side;
        Homography along = Homography.turn(direction)
                .after(Homography.scale(scale * narrow, scale))
                .after(Homography.turn(-direction));
        Homography middle = Homography.turn(turn).after(along).after(Homography.tilt(p, q));
        return first.after(window(c + dx, c + dy, middle));
    }

    /// Fills a view: bilinear between four pixels of the photograph, black beyond its border.
    private void draw(float[] photo, Homography view, float[] inputs, int at) {
        int h = photos.shape().dim(1);
        int w = photos.shape().dim(2);
        for (int i = 0; i < side * side; i++) {
            Homography.Point p = view.apply(i % side, i / side);
            boolean inside = p.x() >= 0 && p.y() >= 0 && p.x() < w - 1 && p.y() < h - 1;
            int x = inside ? (int) p.x() : 0;
            int y = inside ? (int) p.y() : 0;
            float right = (float) (p.x() - x);
            float low = (float) (p.y() - y);
            for (int c = 0; c < photos.shape().dim(0); c++) {
                int from = (c * h + y) * w + x;
                float upper = (1 - right) * photo[from] + right * photo[from + 1];
                float lower = (1 - right) * photo[from + w] + right * photo[from + w + 1];
                inputs[at + c * 2 * side * side + i] = inside ? (1 - low) * upper + low * lower : 0;
            }
        }
    }

    /// Other light and another camera: gamma, contrast, brightness and tint, and noise.
    private void colours(float[] inputs, int at, Draws random) {
        double gamma = StrictMath.exp(random.uniform(-0.35, 0.35));
        double contrast = random.uniform(0.6, 1.3);
        double brightness = random.uniform(-0.15, 0.15);
        double noise = random.uniform(0, 0.03);
        for (int c = 0; c < photos.shape().dim(0); c++) {
            double tint = random.uniform(0.9, 1.1);
            for (int i = at + c * 2 * side * side, end = i + side * side; i < end; i++) {
                double v = contrast * tint * (StrictMath.pow(inputs[i], gamma) - 0.5) + 0.5 + brightness;
                inputs[i] = (float) Math.clamp(v + noise * random.uniform(-1.7, 1.7), 0, 1);
            }
        }
    }
}
