package dev.noyau.data;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Makes the batches of some epochs one after the other in the background, always one ahead of the reader,
/// in arrays that are used again and again. Where samples are demanding ([Dataset#demanding()]), several threads
/// make each batch, each its own part of it.
///
/// What comes is a function of (data, batch size, seed, epoch, position), whatever the number of threads, so a
/// reader that starts in the middle gets what it would have got. For one reading thread.
public final class Loader implements AutoCloseable {
    /// Batches under way: one is read while the other is made.
    private static final int AHEAD = 2;

    /// More threads than that wait for one another.
    private static final int MOST_THREADS = 16;

    private final Dataset data;
    private final Plan plan;
    private final Batch[] full = new Batch[AHEAD];
    private final Batch[] rest = new Batch[AHEAD];
    private final int firstPosition;
    private final long last;
    private final Thread[] makers;
    private volatile @Nullable Thread reader;

    /// Batches that each thread has made its part of, counted from the first.
    private final AtomicLongArray made;

    /// Batches taken and given back, counted alike.
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
    /// @param threads that may make demanding batches; 0 for all processors
    public record Plan(int size, boolean dropLast, boolean shuffle, long seed, int threads) {
        public Plan {
            if (size < 1) {
                throw new IllegalArgumentException("the batch size must be at least 1, found " + size);
            }
            if (threads < 0) {
                throw new IllegalArgumentException("the number of threads must not be negative, found " + threads);
            }
        }

        /// All samples in their order.
        public static Plan inOrder(int size) {
            return new Plan(size, false, false, 0, 0);
        }

        /// Another order in each epoch.
        public static Plan shuffled(int size, long seed) {
            return new Plan(size, false, true, seed, 0);
        }

        public Plan dropLast(boolean drop) {
            return new Plan(size, drop, shuffle, seed, threads);
        }

        /// With so many threads for demanding batches.
        public Plan threads(int count) {
            return new Plan(size, dropLast, shuffle, seed, count);
        }

        int threads(Dataset data) {
            int wanted = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
            return data.demanding() ? Math.min(Math.min(wanted, MOST_THREADS), size) : 1;
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
        firstPosition = position;
        long batches = plan.batches(n);
        last = Math.max(0, epochs * batches - (epoch * batches + position));
        for (int i = 0; i < AHEAD; i++) {
            full[i] = Batch.room(data, Math.min(plan.size(), n));
            rest[i] = n % plan.size() == 0 || plan.dropLast() || n < plan.size()
                    ? full[i]
                    : Batch.room(data, n % plan.size());
        }
        int threads = plan.threads(data);
        made = new AtomicLongArray(threads);
        makers = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int part = t;
            makers[t] =
                    Thread.ofPlatform().daemon().name("noyau-loader-" + t).unstarted(() -> make(part, epoch, position));
        }
        for (Thread t : makers) {
            t.start();
        }
    }

    /// What one thread does: its part of every batch.
    private void make(int part, int firstEpoch, int firstPosition) {
        try {
            int batches = plan.batches(data.size());
            int[] order = new int[data.size()];
            int epoch = firstEpoch;
            int position = firstPosition;
            order(order, epoch);
            for (long k = 0; k < last; k++) {
                if (position == batches) {
                    order(order, ++epoch);
                    position = 0;
                }
                while (k - free >= AHEAD && !closed) {
                    LockSupport.park(this);
                }
                if (closed) {
                    return;
                }
                Batch b = batch(k, position);
                int begin = (int) ((long) b.size() * part / makers.length);
                int end = (int) ((long) b.size() * (part + 1) / makers.length);
                b.fill(data, epoch, order, position * plan.size(), begin, end);
                if (part == 0) {
                    b.at(epoch, position);
                }
                position++;
                made.set(part, k + 1);
                LockSupport.unpark(reader);
            }
        } catch (Throwable t) {
            failure = t;
            LockSupport.unpark(reader);
        }
    }

    private void order(int[] order, int epoch) {
        Order.identity(order);
        if (plan.shuffle()) {
            Order.shuffle(order, plan.seed(), epoch);
        }
    }

    /// The array of a batch, by its number and its place in its epoch.
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
            wakeMakers();
        }
        if (taken == last || closed) {
            return null;
        }
        awaitBatch();
        int position = (int) ((firstPosition + taken) % plan.batches(data.size()));
        return batch(taken++, position);
    }

    private void wakeMakers() {
        for (Thread t : makers) {
            LockSupport.unpark(t);
        }
    }

    private boolean isMade(long batch) {
        for (int t = 0; t < makers.length; t++) {
            if (made.get(t) <= batch) {
                return false;
            }
        }
        return true;
    }

    private void awaitBatch() {
        reader = Thread.currentThread();
        boolean interrupted = false;
        while (!isMade(taken)) {
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

    /// Stops loading. The threads end by themselves, at the latest after the batch that they are making.
    @Override
    public void close() {
        closed = true;
        wakeMakers();
    }
}
