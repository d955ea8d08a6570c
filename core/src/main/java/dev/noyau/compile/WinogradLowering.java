package dev.noyau.compile;

import dev.noyau.compile.Buffer.Place;
import dev.noyau.compile.Partition.Kind;
import dev.noyau.compile.WinogradPart.Post;
import dev.noyau.graph.Precision;
import java.util.HashMap;
import java.util.Map;

/// Steps for 3×3 and 5×5 convolutions of many channels by Winograd's formula, and how they are divided.
final class WinogradLowering {
    /// So many weights of a point stay, with those of the other points, in a worker's cache.
    private static final long NEAR_WEIGHTS = 1 << 13;

    /// Tiles that a worker must have at a time for weights that do not.
    private static final int FAR_TILES = 48;

    private static final int NEAR_TILES = 8;

    /// Floats of memory that the gradient of some weights may take more than the plain sums do: 128 MiB.
    private static final long ROOM = 1 << 25;

    private final Planner p;
    private final Map<Weights, Buffer> transformed = new HashMap<>();

    private record Weights(Buffer weights, WinogradTiles tiles) {}

    WinogradLowering(Planner p) {
        this.p = p;
    }

    boolean suits(ConvGeometry g) {
        return p.precision() == Precision.FAST && new WinogradTiles(g, false).pays();
    }

    /// @param image the input, or the output's gradient
    void lower(WinogradTiles t, Buffer image, Buffer weights, Post post, Buffer y) {
        Buffer w = transformed(new Weights(weights, t));
        int units = p.images() * t.rows();
        Partition by = p.divideBatch() ? p.shards() : new Partition(Kind.ROWS, Math.min(Partition.PARTS, units));
        int most = t.tiles() * p.images() / by.parts();
        if (most >= (t.weightPlane() <= NEAR_WEIGHTS ? NEAR_TILES : FAR_TILES)) {
            int tilesOfPart = p.divideBatch()
                    ? t.tiles() * Partition.largest(p.images(), by.parts())
                    : t.columns() * Partition.largest(units, by.parts());
            int chunk = t.chunk(tilesOfPart);
            Buffer planes = planes("planes", Place.WORKER, t.in(), chunk);
            Buffer products = planes("products", Place.WORKER, t.out(), chunk);
            add(new WinogradPart.Whole(t, chunk, image, w, planes, products, post, y), by);
            return;
        }
        int all = t.tiles() * p.images();
        Buffer planes = planes("planes", Place.ARENA, t.in(), all);
        Buffer products = planes("products", Place.ARENA, t.out(), all);
        Partition blocks = new Partition(Kind.BLOCKS, Partition.PARTS);
        Partition images = p.divideBatch() ? p.shards() : blocks;
        add(new WinogradPart.Input(t, all, image, false, planes), images);
        add(new WinogradPart.Product(t, all, planes, w, products), blocks);
        add(new WinogradPart.Output(t, all, products, post, y), images);
    }

    /// Whether the planes of all tiles of all images may be in memory at once, for the gradient of the weights.
    boolean hasRoomForAll(ConvGeometry g) {
        long tiles = (long) new WinogradTiles(g, false).tiles() * p.images();
        return WinogradTiles.POINTS * tiles * (g.c() + g.o()) <= ROOM;
    }

    /// Whether partial gradients of so many floats may be there instead, one for each part of the batch.
    boolean hasRoomForPartials(long floats) {
        return floats * p.shardCount() <= ROOM;
    }

    /// The gradient of the weights, to be summed and unpacked: a partial one for each part of the batch
    /// where their number allows, else one, the tiles' planes being made first.
    ///
    /// @param partials of as many images as there are partial gradients
    void lowerGradient(WinogradTiles t, Buffer x, Buffer dy, Buffer partials, Partition by) {
        ConvGeometry g = t.g();
        long floats = (long) WinogradTiles.POINTS * t.weightPlane();
        Buffer sums = room("sums", by.kind() == Kind.SHARDS ? Place.WORKER : Place.ARENA, floats);
        if (by.kind() == Kind.SHARDS) {
            int chunk = t.chunk(t.tiles() * Partition.largest(p.images(), by.parts()));
            Buffer planes = planes("planes", Place.WORKER, g.c(), chunk);
            Buffer gradient = planes("gradient planes", Place.WORKER, g.o(), chunk);
            add(new WinogradPart.Gradient(t, chunk, x, dy, planes, gradient, sums, partials), by);
            return;
        }
        int all = t.tiles() * p.images();
        Buffer planes = planes("planes", Place.ARENA, g.c(), all);
        Buffer gradient = planes("gradient planes", Place.ARENA, g.o(), all);
        Partition blocks = new Partition(Kind.BLOCKS, Partition.PARTS);
        add(new WinogradPart.Input(t, all, x, false, planes), p.shards());
        add(new WinogradPart.Input(t, all, dy, true, gradient), p.shards());
        add(new WinogradPart.GradientProduct(t, all, planes, gradient, sums), blocks);
        add(new WinogradPart.GradientFilters(t, sums, partials), blocks);
    }

    private Buffer planes(String name, Place place, int channels, int tiles) {
        return room(name, place, (long) WinogradTiles.POINTS * WinogradTiles.plane(channels, tiles));
    }

    private Buffer transformed(Weights k) {
        Buffer b = transformed.get(k);
        if (b == null) {
            b = room(
                    "transformed",
                    Place.ARENA,
                    (long) WinogradTiles.POINTS * k.tiles().weightPlane());
            transformed.put(k, b);
            long taps = k.tiles().g().taps();
            Buffer packed = room("packed", Place.WORKER, taps * ImageLayout.LANES * ImageLayout.LANES * 8);
            add(
                    new WinogradPart.Weights(k.tiles(), k.weights(), packed, b),
                    new Partition(Kind.BLOCKS, Partition.PARTS));
        }
        return b;
    }

    private Buffer room(String name, Place place, long floats) {
        return p.buffer(name, place, 1, ImageLayout.plain(Math.toIntExact(floats), 1, 1));
    }

    private void add(WinogradPart part, Partition by) {
        p.add(new Step.Winograd(part, by));
    }
}
