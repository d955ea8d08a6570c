package dev.noyau.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How long this process has run and how much memory it took, as the operating system counts it.
final class ProcessFacts {
    /// Ticks of a second in which Linux tells a process's start, on every machine.
    private static final double TICKS = 100;

    /// The field of `/proc/self/stat` with the start, counted after the program's name.
    private static final int START_FIELD = 19;

    /// A JVM is in `main` after a few of them at most; more means that the two clocks are not the same
    /// one.
    private static final double PLAUSIBLE_START_SECONDS = 60;

    private static final long MAIN_BEGAN = System.nanoTime();

    private ProcessFacts() {}

    /// Notes the time, as early as `main` can.
    static void started() {}

    /// Seconds since the process began, the start of the JVM and of the launcher included, but not a build.
    static double wallSeconds() {
        double sinceMain = (System.nanoTime() - MAIN_BEGAN) / 1e9;
        if (Boolean.getBoolean("noyau.built")) {
            return ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
        }
        double all = sinceProcessStart();
        return all >= sinceMain && all < sinceMain + PLAUSIBLE_START_SECONDS ? all : sinceMain;
    }

    private static double sinceProcessStart() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            String uptime = Files.readString(Path.of("/proc/uptime"));
            return Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')))
                    - Double.parseDouble(fields[START_FIELD]) / TICKS;
        } catch (IOException | RuntimeException e) {
            Optional<Instant> start = ProcessHandle.current().info().startInstant();
            return start.map(s -> Duration.between(s, Instant.now()).toMillis() / 1e3)
                    .orElse(-1.0);
        }
    }

    /// How this command is called, for commands that are meant to be copied.
    static String command() {
        String launcher = System.getenv("NOYAU_COMMAND");
        return launcher == null || launcher.isBlank() ? "noyau" : Text.quoted(launcher);
    }

    /// The most memory that the process ever held, in bytes: as the kernel counts it, else what the JVM
    /// has committed.
    static long peakBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException | RuntimeException e) {
            // said by the JVM instead
        }
        var memory = ManagementFactory.getMemoryMXBean();
        return memory.getHeapMemoryUsage().getCommitted()
                + memory.getNonHeapMemoryUsage().getCommitted();
    }

    static double peakMib() {
        return peakBytes() / (double) (1 << 20);
    }
}
