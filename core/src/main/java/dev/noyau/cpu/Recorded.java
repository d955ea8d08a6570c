package dev.noyau.cpu;

import dev.noyau.compile.Step;
import jdk.jfr.FlightRecorder;

/// Runs steps with an event for each part, where Java Flight Recorder records: `java -XX:StartFlightRecording …`, then
/// `jfr print --events dev.noyau.Step FILE`. Only then anything is allocated.
final class Recorded {
    /// A JDK that was cut to size may lack it.
    private static final boolean THERE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Recorded() {}

    /// Whether there may be a recording. Costs next to nothing.
    static boolean wanted() {
        return THERE && FlightRecorder.isInitialized();
    }

    static void run(Step step, Runner runner, int part, int worker) {
        StepEvent e = new StepEvent();
        e.begin();
        runner.run(part, worker);
        e.end();
        if (e.shouldCommit()) {
            e.step = step.label();
            e.part = part;
            e.worker = worker;
            e.macs = step.macs();
            e.commit();
        }
    }
}
