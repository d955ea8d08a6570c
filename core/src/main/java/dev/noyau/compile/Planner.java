package dev.noyau.compile;

import dev.noyau.compile.Buffer.Place;
import dev.noyau.compile.ImageLayout.Halo;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Precision;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Constant;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Input;
import dev.noyau.graph.op.Parameter;
import dev.noyau.graph.op.State;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns a graph into a plan: where each value lies, in which form, and which steps compute it.
///
/// A value has up to two forms: an image form (blocked channels, halo) for the fast steps and a plain form
/// (logical row-major order) for results and for ops without a kernel of their own. A missing form is made by a
/// copy.
public final class Planner {
    /// Below this many multiply-adds a plan for few images is not worth dividing.
    private static final long SMALL = 4_000_000;

    /// From this many images on the batch is divided, not the layer.
    static final int BATCH = 8;

    /// Inputs of so few channels are not blocked: twelve or more lanes of sixteen would be empty.
    private static final int PLANAR = 4;

    private final Graph graph;
    private final Precision precision;
    private final int images;
    private final boolean small;
    private final List<Buffer> buffers = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<Value, Buffer> image = new IdentityHashMap<>();
    private final Map<Value, Buffer> plain = new IdentityHashMap<>();
    private final Map<Value, Buffer> planar = new IdentityHashMap<>();
    private final Map<Value, Buffer> standard = new IdentityHashMap<>();
    private final Map<Value, Buffer> integers = new IdentityHashMap<>();
    private final Set<Buffer> written = new HashSet<>();

    private Planner(Graph graph, Precision precision) {
        this.graph = graph;
        this.precision = precision;
        this.images = batch(graph);
        this.small = graph.macs() < SMALL;
    }

    /// Plans a graph, to be as fast as it can.
    public static Plan plan(Graph given) {
        return plan(given, Precision.FAST);
    }

    /// Plans a graph.
    public static Plan plan(Graph given, Precision precision) {
        Graph graph = Rewriter.rewrite(given);
        Planner p = new Planner(graph, precision);
        p.assignResults();
        Lowering lowering = new Lowering(p, graph);
        graph.nodes().forEach(lowering::lower);
        p.storeResults();
        return Scheduler.schedule(graph, p.steps, p.buffers, p.images);
    }

    /// The first axis of the graph's data.
    private static int batch(Graph g) {
        for (Value v : g.inputs().values()) {
            if (v.type().dtype() == DType.F32 && v.shape().rank() > 0) {
                return v.shape().dim(0);
            }
        }
        return 1;
    }

    int images() {
        return images;
    }

    Precision precision() {
        return precision;
    }

    // ---- forms

    /// Whether the first axis is the batch and each image has a form as channels and pixels.
    boolean isImage(Value v) {
        return v.type().dtype() == DType.F32 && fitsImage(v);
    }

    /// The same of a mask, which chains of operations hold as floats.
    boolean fitsImage(Value v) {
        int rank = v.shape().rank();
        return rank >= 2 && rank <= 4 && batched(v);
    }

    /// Whether the first axis is the batch, so that each image has its own part of the value.
    boolean batched(Value v) {
        return v.shape().rank() > 0
                && v.shape().dim(0) == images
                && !(v.node().op() instanceof Parameter)
                && !(v.node().op() instanceof State)
                && !(v.node().op() instanceof Constant);
    }

    /// Channels, height and width of an image value; a signal is an image of one row.
    static int[] geometry(Value v) {
        Shape s = v.shape();
        return s.rank() == 2 ? new int[] {s.dim(1), 1, 1} : new int[] {s.dim(1), Images.height(s), Images.width(s)};
    }

    Buffer buffer(String name, Place place, int count, ImageLayout layout) {
        Buffer b = new Buffer(buffers.size(), name, place, count, layout);
        buffers.add(b);
        return b;
    }

    /// A blocked buffer for a new value.
    Buffer newImage(Value v, int c, int h, int w) {
        Buffer b = buffer(
                v.node().op().name(), Place.ARENA, images, new ImageLayout(ImageLayout.LANES, c, h, w, Halo.NONE));
        image.put(v, b);
        return b;
    }

    Buffer newImage(Value v) {
        int[] g = geometry(v);
        return newImage(v, g[0], g[1], g[2]);
    }

    void alias(Value v, Buffer b) {
        (b.blocked() ? image : plain).put(v, b);
    }

    boolean hasImage(Value v) {
        return image.containsKey(v);
    }

    /// The image form, blocked, of whatever geometry it was made with.
    Buffer image(Value v) {
        Buffer b = image.get(v);
        if (b == null) {
            Buffer from = rows(v);
            b = newImage(v);
            add(new Step.Copy(from, b, shards()));
        }
        return b;
    }

    /// The plain form with the geometry of images, which that of a parameter or a mask has not.
    private Buffer rows(Value v) {
        Buffer from = plain(v);
        int[] g = geometry(v);
        if (from.geometry(g[0], g[1], g[2])) {
            return from;
        }
        Buffer rows = buffer(from.name(), Place.ARENA, images, ImageLayout.plain(g[0], g[1], g[2]));
        add(new Step.Reinterpret(from, rows));
        return rows;
    }

    /// The image form with the value's own geometry, not that of an image it was flattened from.
    Buffer standard(Value v) {
        Buffer b = image(v);
        int[] g = geometry(v);
        if (b.geometry(g[0], g[1], g[2])) {
            return b;
        }
        Buffer s = standard.get(v);
        if (s == null) {
            s = buffer(b.name(), Place.ARENA, images, new ImageLayout(ImageLayout.LANES, g[0], g[1], g[2], Halo.NONE));
            standard.put(v, s);
            add(new Step.Copy(rows(v), s, shards()));
        }
        return s;
    }

    /// What a convolution reads: the image form, or for few channels or no halo something cheaper.
    Buffer convInput(Value v, Halo halo) {
        Buffer known = image.get(v);
        if (known == null) {
            Buffer p = plain(v);
            if (halo.equals(Halo.NONE)) {
                return p;
            }
            if (v.shape().dim(1) <= PLANAR) {
                Buffer b = planar.get(v);
                if (b == null) {
                    int[] g = geometry(v);
                    b = buffer("planar", Place.ARENA, images, ImageLayout.plain(g[0], g[1], g[2]));
                    planar.put(v, b);
                    add(new Step.Copy(p, b, shards()));
                }
                b.require(halo);
                return b;
            }
            known = image(v);
        }
        known.require(halo);
        return known;
    }

    /// A plain buffer for a new value: a result's own array where it is one.
    Buffer newPlain(Value v) {
        Buffer b = plain.get(v);
        if (b == null) {
            b = plainBuffer(v.node().op().name(), Place.ARENA, v);
            plain.put(v, b);
        }
        written.add(b);
        return b;
    }

    /// Where the values of an integer or boolean value are; null for an input, which is read where it is bound.
    @Nullable
    Buffer integers(Value v) {
        if (v.node().op() instanceof Input) {
            return null;
        }
        return integers.computeIfAbsent(
                v,
                k -> buffer(
                        name(v), Place.INTEGERS, 1, ImageLayout.plain(v.shape().intSize(), 1, 1)));
    }

    private Buffer plainBuffer(String name, Place place, Value v) {
        if (isImage(v)) {
            int[] g = geometry(v);
            return buffer(name, place, images, ImageLayout.plain(g[0], g[1], g[2]));
        }
        int count = batched(v) && images > 0 ? images : 1;
        return buffer(name, place, count, ImageLayout.plain(v.shape().intSize() / count, 1, 1));
    }

    /// The plain form.
    Buffer plain(Value v) {
        Buffer b = plain.get(v);
        if (b != null && (written.contains(b) || b.place() != Place.RESULT && b.place() != Place.GRADIENT)) {
            return b;
        }
        Buffer from = image.get(v);
        if (from == null) {
            throw new IllegalStateException("value " + v + " of " + v.node() + " has no form");
        }
        Buffer to = newPlain(v);
        int[] g = geometry(v);
        if (from.geometry(g[0], g[1], g[2])) {
            add(new Step.Copy(from, to, shards()));
        } else {
            // Flattened: the image that it came from in row-major order, read as one row.
            ImageLayout l = from.layout();
            Buffer rows = buffer(from.name(), Place.ARENA, images, ImageLayout.plain(l.c(), l.h(), l.w()));
            add(new Step.Copy(from, rows, shards()));
            add(new Step.Reinterpret(rows, to));
        }
        return to;
    }

    /// Puts inputs, parameters, states and constants where they are.
    void source(Value v) {
        if (v.type().dtype() != DType.F32) {
            integers(v);
            return;
        }
        Buffer b = switch (v.node().op()) {
            case Input i -> plainBuffer(i.name(), Place.INPUT, v);
            case Parameter p -> plainBuffer(p.path(), Place.PARAMETER, v);
            case State s -> plainBuffer(s.path(), Place.STATE, v);
            case Constant c -> plainBuffer(name(v), Place.CONSTANT, v);
            default -> throw new IllegalStateException("no source: " + v.node());
        };
        written.add(b);
        Buffer result = plain.put(v, b);
        if (result != null) {
            add(new Step.Copy(b, result, Partition.WHOLE));
            written.add(result);
        }
    }

    /// The name of the buffer of a value without one of its own.
    static String name(Value v) {
        return v.toString();
    }

    // ---- results

    private void assignResults() {
        graph.outputs().forEach((name, v) -> {
            if (v.type().dtype() == DType.F32) {
                plain.putIfAbsent(v, plainBuffer(name, Place.RESULT, v));
            }
        });
        graph.gradients().forEach((path, v) -> plain.putIfAbsent(v, plainBuffer(path, Place.GRADIENT, v)));
    }

    private void storeResults() {
        graph.outputs().forEach((name, v) -> {
            if (v.type().dtype() == DType.F32) {
                store(name, Place.RESULT, v);
            }
        });
        graph.gradients().forEach((path, v) -> store(path, Place.GRADIENT, v));
        graph.stateUpdates().forEach((path, v) -> store(path, Place.STATE, v));
    }

    private void store(String name, Place place, Value v) {
        Buffer p = plain(v);
        if (p.place() == Place.STATE && !p.name().equals(name)) {
            // Another state's old value, which may be overwritten at the same time.
            Buffer old = plainBuffer(p.name(), Place.ARENA, v);
            add(new Step.Copy(p, old, Partition.WHOLE));
            p = old;
        }
        Buffer from = p;
        if (p.place() != place || !p.name().equals(name)) {
            boolean stored = steps.stream()
                    .anyMatch(s -> s.writes().stream()
                            .anyMatch(b -> b.place() == place && b.name().equals(name)));
            if (!stored) {
                add(new Step.Copy(from, plainBuffer(name, place, v), Partition.WHOLE));
            }
        }
    }

    // ---- steps and how they are divided

    void add(Step s) {
        steps.add(s);
        if (s.constant()) {
            s.writes().forEach(Buffer::setConstant);
        }
    }

    /// By images where there are enough; else by channel blocks, or not at all where that is not worth it.
    Partition shards() {
        if (images >= BATCH || small) {
            return new Partition(Partition.Kind.SHARDS, shardCount());
        }
        return new Partition(Partition.Kind.BLOCKS, Partition.PARTS);
    }

    int shardCount() {
        return images >= BATCH ? Math.min(images, Partition.PARTS) : 1;
    }

    boolean divideBatch() {
        return images >= BATCH || small;
    }
}
