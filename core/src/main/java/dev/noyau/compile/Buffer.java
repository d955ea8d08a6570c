package dev.noyau.compile;

import dev.noyau.compile.ImageLayout.Halo;
import org.jspecify.annotations.Nullable;

/// Room for a value: a number of images of one layout, somewhere in one of the arrays that a run works on.
///
/// A planner's draft until the plan is made: the halo grows with the needs of those who read it.
public final class Buffer {
    /// Which array a buffer lies in.
    public enum Place {
        /// The plan's own memory, all images.
        ARENA,
        /// The plan's own memory, one shard of images for each worker, so that it stays in that worker's cache.
        WORKER,
        /// An array bound as an input of the graph.
        INPUT,
        /// The slab of parameters.
        PARAMETER,
        /// The slab of states.
        STATE,
        /// A constant of the graph.
        CONSTANT,
        /// The array of a result.
        RESULT,
        /// The slab of gradients.
        GRADIENT,
        /// An array of integers or booleans of its own.
        INTEGERS
    }

    private final int id;
    private final String name;
    private final int images;
    private final int lanes;
    private final int c;
    private final int h;
    private final int w;
    private HaloClass haloClass = new HaloClass();
    private Place place;
    private int offset;
    private boolean reused;
    private boolean constant;
    private @Nullable ImageLayout layout;

    /// Buffers that flat loops walk together share a halo.
    private static final class HaloClass {
        Halo halo = Halo.NONE;
        java.util.List<Buffer> members = new java.util.ArrayList<>();
    }

    Buffer(int id, String name, Place place, int images, ImageLayout layout) {
        this.id = id;
        this.name = name;
        this.place = place;
        this.images = images;
        this.lanes = layout.lanes();
        this.c = layout.c();
        this.h = layout.h();
        this.w = layout.w();
        haloClass.members.add(this);
    }

    /// Asks for at least this halo.
    void require(Halo halo) {
        haloClass.halo = haloClass.halo.max(halo);
    }

    /// Gives two buffers of one geometry the same halo from now on.
    void tie(Buffer other) {
        HaloClass mine = haloClass;
        HaloClass theirs = other.haloClass;
        if (mine != theirs) {
            mine.halo = mine.halo.max(theirs.halo);
            mine.members.addAll(theirs.members);
            theirs.members.forEach(b -> b.haloClass = mine);
        }
    }

    void place(Place p, int at, boolean isReused) {
        place = p;
        offset = at;
        reused = isReused;
    }

    /// Position among the plan's buffers.
    public int id() {
        return id;
    }

    /// For printed plans; for inputs, constants, results also the key of the array.
    public String name() {
        return name;
    }

    public int images() {
        return images;
    }

    /// Kept, since running steps ask for it.
    public ImageLayout layout() {
        ImageLayout l = layout;
        if (l == null || !l.halo().equals(haloClass.halo)) {
            l = new ImageLayout(lanes, c, h, w, haloClass.halo);
            layout = l;
        }
        return l;
    }

    public Place place() {
        return place;
    }

    /// Where it begins in its array.
    public int offset() {
        return offset;
    }

    /// Whether other values used its memory before, so that its halo has to be cleared before it is written.
    public boolean reused() {
        return reused;
    }

    void setConstant() {
        constant = true;
    }

    /// Whether it is computed of parameters and state alone.
    public boolean constant() {
        return constant;
    }

    /// Floats of all images, in 64 bits.
    public long floats() {
        return images * layout().size();
    }

    boolean blocked() {
        return lanes != 1;
    }

    boolean geometry(int oc, int oh, int ow) {
        return c == oc && h == oh && w == ow;
    }

    @Override
    public String toString() {
        return "b" + id;
    }
}
