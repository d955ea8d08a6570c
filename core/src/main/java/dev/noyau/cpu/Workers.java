package dev.noyau.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A fixed pool of platform threads for loops over parts. The caller works, too. Idle workers spin briefly, then park.
///
/// Parts are claimed one by one, so which thread runs a part is left to chance: results must not depend on it, and they
/// do
/// not, since the parts themselves are fixed by the plan.
public final class Workers implements AutoCloseable {
    /// A loop: `part` in `[0, parts)`, `worker` in `[0, threads)`. One worker runs one part at a time.
    @FunctionalInterface
    public interface Loop {
        void run(int part, int worker);
    }

    /// About 20 µs: longer than the gap between two stages, shorter than anyone notices.
    private static final int SPINS = 2_000;

    private static final int BITS = 21;
    private static final long MASK = (1L << BITS) - 1;

    private final Thread[] threads;
    private final ReentrantLock busy = new ReentrantLock();
    /// Run number, number of parts and next part in one word, so that a late worker cannot claim a part of another
    /// run.
    private final AtomicLong ticket = new AtomicLong();
    private final AtomicInteger done = new AtomicInteger();
    private final boolean[] parked;
    private final Object parking = new Object();
    private volatile @Nullable Loop loop;
    private volatile @Nullable Thread waiting;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    /// @param count threads that compute, the caller included
    public Workers(int count) {
        if (count < 1 || count > 1024) {
            throw new IllegalArgumentException("the number of threads must be in [1, 1024], found " + count);
        }
        threads = new Thread[count - 1];
        parked = new boolean[count];
        for (int i = 1; i < count; i++) {
            int worker = i;
            Thread t = new Thread(() -> serve(worker), "noyau-worker-" + i);
            t.setDaemon(true);
            threads[i - 1] = t;
            t.start();
        }
    }

    /// Threads that compute, the caller included.
    public int threads() {
        return threads.length + 1;
    }

    /// Runs all parts and returns when they are done. When the pool is at work for someone else, or there is
    /// little to do, the caller does all parts itself.
    public void run(int parts, Loop body) {
        if (parts == 1 || threads.length == 0 || closed || !busy.tryLock()) {
            for (int i = 0; i < parts; i++) {
                body.run(i, 0);
            }
            return;
        }
        try {
            loop = body;
            done.set(0);
            // Begins anew at 0 after four million runs.
            long next = ticket.get() + (1L << 2 * BITS) >>> 2 * BITS;
            ticket.set(next << 2 * BITS | (long) parts << BITS);
            wake();
            work(0, next);
            await(parts);
            Throwable f = failure;
            if (f != null) {
                failure = null;
                throw rethrown(f);
            }
        } finally {
            loop = null;
            busy.unlock();
        }
    }

    private static RuntimeException rethrown(Throwable f) {
        if (f instanceof Error e) {
            throw e;
        }
        return f instanceof RuntimeException r ? r : new IllegalStateException(f);
    }

    /// Claims and runs parts of a run until there are none left.
    private void work(int worker, long run) {
        while (true) {
            long t = ticket.get();
            int parts = (int) (t >>> BITS & MASK);
            if (t >>> 2 * BITS != run || (t & MASK) >= parts) {
                return;
            }
            if (!ticket.compareAndSet(t, t + 1)) {
                continue;
            }
            Loop l = loop;
            try {
                if (l != null) {
                    l.run((int) (t & MASK), worker);
                }
            } catch (Throwable e) {
                failure = e;
            }
            if (done.incrementAndGet() == parts) {
                Thread w = waiting;
                if (w != null) {
                    LockSupport.unpark(w);
                }
            }
        }
    }

    private void await(int parts) {
        for (int i = 0; i < SPINS; i++) {
            if (done.get() == parts) {
                return;
            }
            Thread.onSpinWait();
        }
        waiting = Thread.currentThread();
        while (done.get() != parts) {
            LockSupport.park(this);
        }
        waiting = null;
    }

    private void wake() {
        synchronized (parking) {
            for (int i = 1; i < parked.length; i++) {
                if (parked[i]) {
                    parked[i] = false;
                    LockSupport.unpark(threads[i - 1]);
                }
            }
        }
    }

    private void serve(int worker) {
        long seen = 0;
        while (!closed) {
            long run = ticket.get() >>> 2 * BITS;
            if (run != seen) {
                seen = run;
                work(worker, run);
            } else {
                idle(worker, seen);
            }
        }
    }

    private void idle(int worker, long seen) {
        for (int i = 0; i < SPINS; i++) {
            if (ticket.get() >>> 2 * BITS != seen) {
                return;
            }
            Thread.onSpinWait();
        }
        synchronized (parking) {
            if (closed || ticket.get() >>> 2 * BITS != seen) {
                return;
            }
            parked[worker] = true;
        }
        LockSupport.park(this);
        synchronized (parking) {
            parked[worker] = false;
        }
    }

    @Override
    public void close() {
        synchronized (parking) {
            closed = true;
        }
        for (Thread t : threads) {
            LockSupport.unpark(t);
        }
    }
}
