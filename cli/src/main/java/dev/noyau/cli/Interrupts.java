package dev.noyau.cli;

import java.util.concurrent.CountDownLatch;

/// Ctrl-C and polite kills. A command that has something to save says how it is to be stopped; the JVM then
/// waits until the command has ended in good order. Without that an interrupt ends the JVM at once.
public final class Interrupts {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean happened;

    Interrupts() {}

    /// Calls `stop`, in a thread of its own, when the process is interrupted.
    void onInterrupt(Runnable stop) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("noyau-interrupt").unstarted(() -> {
                    happened = ended.getCount() > 0;
                    if (happened) {
                        stop.run();
                        await();
                    }
                }));
    }

    /// Whether the process was interrupted.
    boolean happened() {
        return happened;
    }

    /// The command has ended and said all that it has to say.
    void commandEnded() {
        ended.countDown();
    }

    private void await() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
