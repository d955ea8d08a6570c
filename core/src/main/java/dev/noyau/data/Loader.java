package dev.noyau.data;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Makes the batches of some epochs one after the other in a thread of its own, always one ahead of the reader,
/// in arrays that are used again and again.
///
/// What comes is a function of (data, batch size, seed, epoch, position), so a reader that starts in the middle
/// gets what it would have got. For one reading thread.
public final class Loader implements AutoCloseable {
    /// Batches under way: one is read while the other is made.
    private static final int AHEAD = 2;

    private final Dataset data;
    private final Plan plan;
    private final Batch[] full = new Batch[AHEAD];
    private final Batch[] rest = new Batch[AHEAD];

    /// What was made, by number modulo [#AHEAD]; published by [#made].
    private final Batch[] ready = new Batch[AHEAD];

    private final int[] order;
    private final long last;
    private final Thread maker;
    private volatile @Nullable Thread reader;

    /// Batches made, taken, and given back, all counted from the first.
    private volatile long made;

    private long taken;
    private volatile long free;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /// How a data set is cut into batches.
    ///
    /// @param size samples of a batch
    /// @param dropLast whether the last batch of an epoch is left out when it is smaller
    /// @param shuffle whether each epoch has an order of its own
    /// @param seed of the orders
    public record Plan(int size, boolean dropLast, boolean shuffle, long seed) {
        public Plan {
            if (size < 1) {
                throw new IllegalArgumentException("the batch size must be at least 1, found " + size);
            }
        }

        /// All samples in their order.
        public static Plan inOrder(int size) {
            return new Plan(size, false, false, 0);
        }

        /// Another order in each epoch.
        public static Plan shuffled(int size, long seed) {
            return new Plan(size, false, true, seed);
        }

        public Plan dropLast(boolean drop) {
            return new Plan(size, drop, shuffle, seed);
        }

        /// Batches of one epoch.
        public int batches(int samples) {
            return dropLast ? samples / size : Math.ceilDiv(samples, size);
        }
    }

    /// Starts loading.
    ///
    /// @param epoch the first epoch, from 0
    /// @param position the batch of that epoch to begin with
    /// @param epochs the epoch before which it ends
    /// @throws IllegalArgumentException when the data set has no samples, or too few for one batch
    public Loader(Dataset data, Plan plan, int epoch, int position, int epochs) {
        int n = data.size();
        if (n == 0) {
            throw new IllegalArgumentException("the data set is empty");
        }
        if (plan.batches(n) == 0) {
            throw new IllegalArgumentException("the data set has " + n + " samples, fewer than one batch of "
                    + plan.size() + ", and smaller batches are dropped: there is nothing to train on");
        }
        this.data = data;
        this.plan = plan;
        order = new int[n];
        long batches = plan.batches(n);
        last = Math.max(0, epochs * batches - (epoch * batches + position));
        for (int i = 0; i < AHEAD; i++) {
            full[i] = Batch.room(data, Math.min(plan.size(), n));
            rest[i] = n % plan.size() == 0 || plan.dropLast() || n < plan.size()
                    ? full[i]
                    : Batch.room(data, n % plan.size());
        }
        maker = Thread.ofPlatform().daemon().name("noyau-loader").start(() -> make(epoch, position));
    }

    private void make(int firstEpoch, int firstPosition) {
        try {
            int batches = plan.batches(data.size());
            int epoch = firstEpoch;
            int position = firstPosition;
            order(epoch);
            for (long k = 0; k < last; k++) {
                if (position == batches) {
                    order(++epoch);
                    position = 0;
                }
                while (k - free >= AHEAD && !closed) {
                    LockSupport.park(this);
                }
                if (closed) {
                    return;
                }
                Batch b = batch(k, position);
                b.fill(data, order, position * plan.size());
                b.at(epoch, position++);
                ready[(int) (k % AHEAD)] = b;
                made = k + 1;
                LockSupport.unpark(reader);
            }
        } catch (Throwable t) {
            failure = t;
            LockSupport.unpark(reader);
        }
    }

    private void order(int epoch) {
        Order.identity(order);
        if (plan.shuffle()) {
            Order.shuffle(order, plan.seed(), epoch);
        }
    }

    private Batch batch(long k, int position) {
        boolean whole = (position + 1L) * plan.size() <= data.size();
        return (whole ? full : rest)[(int) (k % AHEAD)];
    }

    /// The next batch, waiting for it where it is not ready; null after the last one. It stays as it is until
    /// the next call.
    ///
    /// @throws IllegalStateException when a sample could not be read, with the cause
    public @Nullable Batch next() {
        if (taken > 0) {
            free = taken;
            LockSupport.unpark(maker);
        }
        if (taken == last || closed) {
            return null;
        }
        awaitBatch();
        return ready[(int) (taken++ % AHEAD)];
    }

    private void awaitBatch() {
        reader = Thread.currentThread();
        boolean interrupted = false;
        while (made <= taken) {
            Throwable t = failure;
            if (t != null) {
                throw new IllegalStateException("a sample could not be read: " + t.getMessage(), t);
            }
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Stops loading. The thread ends by itself, at the latest after the sample that it is reading.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(maker);
    }
}
